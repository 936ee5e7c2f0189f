"""The guided reception: four steps from greeting to goodbye."""
