from tests.ui.test_cases_page import *
from tests.ui.test_cases_page import _english
def test_dbg(qtbot, context, case_id):
    page = shown(qtbot, context, case_id)
    QApplication.instance().focusChanged.connect(lambda a,b: print("FOCUS",a and a.objectName(),b and b.objectName()))
    form = press(qtbot, page, "hand_over")
    qtbot.keyClicks(form._editors["department"], "works")
    qtbot.keyClick(form._editors["department"], Qt.Key.Key_Escape)
    b=page.findChild(QPushButton, "verb_hand_over")
    print([ (x, x.isVisible()) for x in page.findChildren(QPushButton, "verb_hand_over")], page.isActiveWindow(), b.isVisible(), QApplication.focusWidget())
