"""How the records are kept: vocabulary, keys, encrypted store, mapped classes, migrations."""
