"""Consent at the desk: asked on the customer's screen, signed, copied, withdrawn in two clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.consents import ConsentState
from app.domain.notices import NoticeDraft
from app.domain.terms import Channel, ConsentChannel, ConsentPurpose
from app.domain.visit_flow import CustomerDraft
from app.i18n import set_language
from app.services.case_views import case_page
from app.services.consents import consent_card
from app.services.notices import issue_notice
from app.services.re_notification import tell
from db.models import AccessEntry, Consent, ConsentEvidence, Customer, NoticeTold
from tests.integration.consenting import keep, take
from tests.integration.receptions import COMPLAINT, Desk
from tests.ui.at_the_desk import LEFT, WANG, Person
from tests.unit.test_pictures import photo
from ui.cases.case_verb import CaseVerb
from ui.cases.work_verbs import call_back
from ui.consents.consent_card import ConsentCard
from ui.consents.consent_dialog import ConsentDialog
from ui.papers.paper_screen import PaperScreen
from ui.settings.notice_dialog import NoticeDialog
from ui.widgets.signature_pad import SignaturePad

pytest_plugins = ("tests.ui.desk_fixtures",)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CALLS, NEWS = ConsentPurpose.SATISFACTION_CALL, ConsentPurpose.NEWS


def draw(pad: QWidget) -> None:
    """Write something like a name with the mouse."""
    width, height = pad.width(), pad.height()
    for line in (((0.2, 0.3), (0.4, 0.6), (0.6, 0.3)), ((0.3, 0.2), (0.35, 0.7))):
        points = [QPoint(int(x * width), int(y * height)) for x, y in line]
        QTest.mousePress(pad, LEFT, Qt.KeyboardModifier.NoModifier, points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, LEFT, Qt.KeyboardModifier.NoModifier, points[-1])


def wang(person: Person) -> str:
    """Return the id of the one customer that the tests ask."""
    return next(str(row["id"]) for row in person.rows(Customer) if row["name"] == WANG)


def open_card(person: Person) -> ConsentCard:
    """Open the person's page in the archive; return the card of consents."""
    person.session.show_area("customers")
    person.settle()
    person.session.customers.show_person(wang(person))
    person.settle()
    card = person.find("consentCard")
    assert isinstance(card, ConsentCard)
    person.until(lambda: card.view is not None)
    return card


def ask(person: Person) -> ConsentCard:
    """Press 'new consent' and have the customer's screen ask."""
    card = open_card(person)
    person.click(card.new_button)
    person.click(card.on_screen)
    person.settle()
    assert person.customer.asking_consent
    return card


def sign(person: Person, *purposes: ConsentPurpose) -> None:
    """Tick, sign and press 'I agree' on the customer's screen."""
    panel = person.customer.consent
    for purpose in purposes:
        person.click(panel.rows[purpose])
    draw(panel.pad)
    person.click(panel.agree)
    person.settle()


def states(person: Person) -> dict[ConsentPurpose, ConsentState]:
    context = person.session.context
    view = person.program.workspace().read(
        consent_card, actor=context.actor, customer_id=wang(person), now=context.now()
    )
    return {line.purpose: line.state for line in view.lines}


@pytest.mark.clause("5-1")
def test_a_customer_ticks_signs_and_gets_a_copy(person: Person) -> None:
    ask(person)
    sign(person, CALLS)
    assert states(person)[CALLS] is ConsentState.GIVEN
    assert states(person)[NEWS] is ConsentState.DECLINED
    paper = person.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    person.until(lambda: paper.ready)
    (evidence,) = person.rows(ConsentEvidence)
    assert len(evidence["strokes"]) == 2  # type: ignore[arg-type]
    assert "print" in [row["kind"] for row in person.rows(AccessEntry)]


@pytest.mark.clause("5-1")
def test_nothing_is_ticked_beforehand(person: Person) -> None:
    ask(person)
    assert not any(row.box.isChecked() for row in person.customer.consent.rows.values())
    person.customer.withdraw()


def test_agreeing_without_a_tick_or_without_a_signature_says_what_lacks(person: Person) -> None:
    ask(person)
    panel = person.customer.consent
    draw(panel.pad)
    person.click(panel.agree)
    assert "Tick" in panel.hint.text()
    person.click(panel.rows[CALLS])
    person.click(panel.clear)
    person.click(panel.agree)
    assert "sign" in panel.hint.text()
    assert person.customer.asking_consent
    person.customer.withdraw()


@pytest.mark.clause("5-1")
def test_declining_is_one_press_and_is_kept(person: Person) -> None:
    ask(person)
    person.click(person.customer.consent.decline)
    person.settle()
    assert set(states(person).values()) == {ConsentState.DECLINED}
    assert "Service goes on" in person.message


def test_leaving_keeps_nothing_and_takes_the_signature_away(person: Person) -> None:
    ask(person)
    panel = person.customer.consent
    draw(panel.pad)
    person.click(panel.not_now)
    person.settle()
    assert person.rows(Consent) == []
    assert panel.pad.empty
    assert not person.customer.asking


def test_the_consent_page_goes_by_itself_when_nobody_answers(person: Person) -> None:
    ask(person)
    person.customer._left = 1
    person.customer._tick.timeout.emit()
    person.settle()
    assert not person.customer.asking
    assert person.rows(Consent) == []


def test_the_notice_is_one_press_away_in_the_other_language(person: Person) -> None:
    ask(person)
    panel = person.customer.consent
    assert "Notice on personal information" in panel.notice.text()
    person.click(panel.switch)
    assert "个人信息处理告知" in panel.notice.text()
    sign(person, NEWS)
    rows = [row for row in person.rows(Consent) if row["purpose"] == NEWS]
    assert rows[0]["notice_id"] == panel._notice.text_in("zh_CN").notice_id  # type: ignore[union-attr]


def test_every_target_of_the_page_is_large(person: Person) -> None:
    ask(person)
    panel = person.customer.consent
    for target in (panel.agree, panel.decline, panel.switch, panel.not_now, panel.clear):
        assert target.height() >= 64, target.objectName()
    assert all(row.height() >= 64 for row in panel.rows.values())
    person.customer.withdraw()


def test_a_dot_is_no_signature(person: Person) -> None:
    ask(person)
    pad = person.customer.consent.pad
    person.click(pad)
    assert not pad.empty
    assert not pad.signed
    person.customer.withdraw()


def test_locking_takes_the_question_and_the_signature_away(person: Person) -> None:
    ask(person)
    draw(person.customer.consent.pad)
    person.program.window.activateWindow()
    person.program.lock()
    person.until(lambda: person.program.session is None)
    person.unlock()
    assert person.rows(Consent) == []


@pytest.mark.clause("5-1")
def test_withdrawing_is_two_clicks_that_say_what_stops(person: Person) -> None:
    ask(person)
    sign(person, CALLS, NEWS)
    card = open_card(person)
    person.click(card.withdraw_button)
    button = person.find(f"withdraw_{CALLS}")
    panel = person.find("withdrawPanel")
    words = [getattr(part, "text", str)() for part in panel.findChildren(QWidget)]
    assert any("Nobody asks for a rating by telephone" in text for text in words)
    person.click(button)
    person.settle()
    assert states(person)[CALLS] is ConsentState.WITHDRAWN
    assert states(person)[NEWS] is ConsentState.GIVEN
    assert "Nobody asks for a rating" in person.message


def test_a_minors_guardian_is_asked_for_first(person: Person) -> None:
    customer = wang(person)

    def grow_young(session: object) -> None:
        session.get_one(Customer, customer).is_minor = True  # type: ignore[attr-defined]

    person.program.workspace().write(grow_young)
    card = open_card(person)
    person.click(card.new_button)
    person.click(card.on_screen)
    person.settle()
    assert not person.customer.asking
    QTest.keyClicks(person.find("guardianName"), "Chen Guodong")
    person.click(person.find("guardianGoOn"))
    person.settle()
    sign(person, CALLS)
    (evidence,) = person.rows(ConsentEvidence)
    assert "Chen Guodong" in str(evidence["words"])


def test_words_before_a_witness_are_put_on_record(person: Person) -> None:
    card = open_card(person)
    person.click(card.new_button)
    person.click(card.on_paper)
    person.settle()
    person.click(person.chip("consentChannel", ConsentChannel.VERBAL))
    person.click(person.chip(f"answer_{CALLS}", True))
    person.click(person.find("consentSave"))
    person.settle()
    assert person.find("consentWitnessError").text()  # type: ignore[attr-defined]
    assert person.rows(Consent) == []
    person.click(person.find("consentBack"))


def test_a_changed_notice_is_prompted_on_the_card_and_told_there(person: Person) -> None:
    context = person.session.context
    workspace = person.program.workspace()
    workspace.write(
        tell,
        actor=context.actor,
        customer_id=wang(person),
        channel=Channel.PHONE,
        now=context.now(),
    )
    draft = NoticeDraft("# 告知\n\n新", "# Notice\n\nNew", "one purpose more", tell_again=True)
    workspace.write(issue_notice, actor=context.actor, draft=draft, now=context.now())
    card = open_card(person)
    assert "one purpose more" in card.tell_words.text()
    person.click(card.tell.button)
    person.settle()
    assert not card.tell.isVisible()
    assert max(row["version"] for row in person.rows(NoticeTold)) == 2  # type: ignore[type-var]


@pytest.mark.clause("4.2-2")
def test_reception_offers_to_ask_and_goes_on_meanwhile(person: Person) -> None:
    person.begin()
    person.type("wxl")
    person.enter()
    person.settle()
    before = person.step()
    person.click(person.find("consentStripAsk"))
    person.settle()
    assert person.customer.asking_consent
    person.click(person.customer.consent.decline)
    person.settle()
    person.customer.hide()
    assert person.step() is before
    assert not person.sees("consentStripAsk")


def test_the_pad_can_be_cleared_by_key(person: Person) -> None:
    ask(person)
    pad = person.customer.consent.pad
    assert isinstance(pad, SignaturePad)
    draw(pad)
    assert pad.signed
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.empty
    person.customer.withdraw()


@pytest.mark.clause("5-1")
def test_a_signed_paper_is_put_on_record_and_can_be_looked_at(
    person: Person, tmp_path: Path
) -> None:
    scan = tmp_path / "paper.jpg"
    scan.write_bytes(photo())
    card = open_card(person)
    person.click(card.new_button)
    person.click(card.on_paper)
    person.settle()
    dialog = person.find("consentDialog")
    assert isinstance(dialog, ConsentDialog)
    person.click(person.chip(f"answer_{NEWS}", True))
    dialog.take_file(scan)
    person.settle()
    person.click(dialog.save)
    person.settle()
    assert states(person)[NEWS] is ConsentState.GIVEN
    (evidence,) = person.rows(ConsentEvidence)
    assert evidence["media_type"] in ("image/jpeg", "image/png")
    card = open_card(person)
    person.click(card.scan)
    person.settle()
    paper = person.program.window.current_screen
    assert isinstance(paper, PaperScreen)
    person.until(lambda: paper.ready)


@pytest.mark.clause("5-1")
def test_a_supervisor_issues_a_version_and_ticks_off_who_was_told(person: Person) -> None:
    context = person.session.context
    person.program.workspace().write(
        tell,
        actor=context.actor,
        customer_id=wang(person),
        channel=Channel.PHONE,
        now=context.now(),
    )
    person.session.show_area("settings")
    section = person.session.settings.notices
    person.session.settings.show_section("notices")
    person.settle()
    person.click(section.new_button)
    dialog = person.find("noticeDialog")
    assert isinstance(dialog, NoticeDialog)
    person.click(dialog.issue)
    person.settle()
    assert dialog.fields["what_changed"].error_label.text()
    dialog.what_changed.setFocus()
    QTest.keyClicks(dialog.what_changed, "one purpose more")
    QTest.keyClicks(dialog.text_zh, "2")
    dialog.tell_again.click()
    person.click(dialog.issue)
    person.settle()
    assert section.version.currentText() == "Version 2 (in force)"
    assert section.version.count() == 2
    assert "1 customer knows an earlier version only" in section.waiting_words.text()
    person.click(section.tell.button)
    person.settle()
    assert section.waiting_words.text().startswith("Nobody")


@pytest.mark.clause("5-1")
def test_the_call_back_asks_for_no_rating_of_whoever_declined_it(desk: Desk) -> None:
    customer = keep(desk)
    _visit, (case,) = desk.register(COMPLAINT, customer=CustomerDraft(customer_id=customer))

    def form() -> CaseVerb:
        return call_back(desk.read(case_page, case_id=case.case_id))

    assert "rating" in [field.name for field in form().fields]
    take(desk, customer)
    assert "rating" not in [field.name for field in form().fields]
    set_language("en")
    assert "does not want satisfaction calls" in form().explanation
