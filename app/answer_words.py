"""What may be said to a customer who asks how a case stands, as whole sentences (clause 4.3-2).

The sentences are honest: what was not kept is called so, with an apology, and a new time is offered
in place of an excuse.  Nothing internal can come in: they are made of a :class:`CaseAnswer` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.case_answers import CaseAnswer, SaidPromise
from app.domain.case_rules import REOPENING_DAYS
from app.domain.outages import OutageView
from app.domain.terms import CaseState, Channel
from app.i18n import _, pgettext
from app.labels import channel_label
from app.people_time import when

_BREATH = 140


@dataclass(frozen=True)
class AnswerWords:
    """The answer in the order in which it is said; empty where there is nothing to say.

    ``is_sorry`` when the sentences apologise.
    """

    status: str
    promise: str
    told: str
    next: str
    who: str
    is_sorry: bool

    def to_say(self, new_promise: str = "") -> str:
        """Return what is said in one go, with a new promise in the place of what comes next."""
        parts = (self.status, self.promise, new_promise or self.next)
        return _joined(parts)


def _joined(parts: tuple[str, ...]) -> str:
    said = [part for part in parts if part]
    # Chinese sentences stand side by side, others need a space between them.
    return "".join(part if part.endswith("。") else f"{part} " for part in said).strip()


def answer_words(
    answer: CaseAnswer, now: datetime, zone: ZoneInfo, *, to_later_caller: bool = False
) -> AnswerWords:
    """Return the sentences for ``answer`` as they are true at ``now``.

    ``to_later_caller``: to somebody to whom nothing was promised so far.
    """
    is_sorry = answer.is_overdue(now)
    return AnswerWords(
        status=_status(answer, now, zone),
        promise=(_promise_to_others if to_later_caller else _promise)(answer, now, zone),
        told=_told(answer, now, zone),
        next=_next(answer, is_sorry=is_sorry),
        who=_who(answer),
        is_sorry=is_sorry,
    )


def _status(answer: CaseAnswer, now: datetime, zone: ZoneInfo) -> str:
    status = _plain_status(answer, now, zone)
    if not answer.merged_into:
        return status
    together = _("It is dealt with together with {number}, which is about the same matter.").format(
        number=answer.merged_into
    )
    return _joined((together, status))


def _plain_status(answer: CaseAnswer, now: datetime, zone: ZoneInfo) -> str:
    state, department = answer.state, answer.department
    if state in (CaseState.REGISTERED, CaseState.ASSESSED):
        if department:
            return _("{department} has it and is arranging the work.").format(department=department)
        if state is CaseState.ASSESSED:
            return _("We have looked into it and are arranging the work.")
        return _("We have taken it down and are arranging who sees to it.")
    if state is CaseState.REOPENED:
        return _("We have taken it up again and are working on it.")
    if state is CaseState.IN_PROGRESS:
        if department:
            return _("{department} is working on it.").format(department=department)
        return _("It is being worked on.")
    if state is CaseState.WAITING:
        return _waiting(answer, now, zone)
    return _ended(answer, now, zone)


def _waiting(answer: CaseAnswer, now: datetime, zone: ZoneInfo) -> str:
    if answer.waits_until is None or answer.waits_until <= now:
        return _("It had to wait for something and is being taken up again.")
    return _("It has to wait at the moment; we take it up again {time}.").format(
        time=when(answer.waits_until, now, zone)
    )


def _ended(answer: CaseAnswer, now: datetime, zone: ZoneInfo) -> str:
    if answer.state in (CaseState.RESOLVED, CaseState.FOLLOW_UP):
        return _("It has been answered.")
    if answer.state in (CaseState.CLOSED, CaseState.ARCHIVED):
        if answer.ended_at is None:
            return _("It is settled.")
        return _("It was settled {time}.").format(time=when(answer.ended_at, now, zone))
    if answer.state is CaseState.EXTERNAL:
        return _("It has been passed to the body outside that is in charge of it.")
    if answer.state is CaseState.WITHDRAWN:
        return _("It was withdrawn, so nobody works on it any more.")
    return _("This entry is not carried on; my supervisor will gladly explain.")


def _promise_to_others(answer: CaseAnswer, now: datetime, zone: ZoneInfo) -> str:
    if answer.promise is None or not answer.is_open:
        return _promise(answer, now, zone)
    time = when(answer.promise.due_at, now, zone)
    if answer.is_overdue(now):
        return _("An answer was promised by {time} and has not come. I am sorry.").format(time=time)
    return _("An answer is promised by {time}: {what}.").format(
        time=time, what=_clause(answer.promise.what)
    )


def _promise(answer: CaseAnswer, now: datetime, zone: ZoneInfo) -> str:
    promise, is_sorry = answer.promise, answer.is_overdue(now)
    if not answer.is_open:
        return ""
    if promise is not None:
        if is_sorry:
            return _("We had promised to tell you by {time} and have not. I am sorry.").format(
                time=when(promise.due_at, now, zone)
            )
        return promise_words(promise, now, zone)
    if answer.resolve_by is None:
        return ""
    time = when(answer.resolve_by, now, zone)
    if is_sorry:
        return _("It should have been settled by {time} and is not. I am sorry.").format(time=time)
    return _("It is to be settled by {time}.").format(time=time)


def promise_words(promise: SaidPromise, now: datetime, zone: ZoneInfo) -> str:
    """Return what was promised: by when, how, and what."""
    time, what = when(promise.due_at, now, zone), _clause(promise.what)
    told = {
        Channel.IN_PERSON: _("We promised to tell you in person by {time}: {what}."),
        Channel.PHONE: _("We promised to call you by {time}: {what}."),
        Channel.WECHAT: _("We promised to write to you by WeChat by {time}: {what}."),
        Channel.SMS: _("We promised to send you a text message by {time}: {what}."),
        Channel.LETTER: _("We promised to write you a letter by {time}: {what}."),
    }[promise.channel]
    return told.format(time=time, what=what)


def _clause(words: str) -> str:
    """Return words as a part of a sentence, not longer than a person can say in a breath."""
    line = " ".join(words.split()).rstrip("。.")
    return line if len(line) <= _BREATH else f"{line[: _BREATH - 1]}…"


def new_promise_words(due_at: datetime, channel: Channel, now: datetime, zone: ZoneInfo) -> str:
    """Return a new promise as it is said."""
    return _("You will hear from us by {time} ({channel}).").format(
        time=when(due_at, now, zone), channel=channel_label(channel)
    )


def _told(answer: CaseAnswer, now: datetime, zone: ZoneInfo) -> str:
    told = answer.last_told
    if told is None:
        return ""
    words, time = _clause(told.words), when(told.at, now, zone)
    if told.channel is None:
        return _("Last told, {time}: “{words}”").format(time=time, words=words)
    return _("Last told, {time}, {channel}: “{words}”").format(
        time=time, channel=channel_label(told.channel).lower(), words=words
    )


def _next(answer: CaseAnswer, *, is_sorry: bool) -> str:
    if answer.state in (CaseState.RESOLVED, CaseState.FOLLOW_UP):
        return _("We will call you to hear whether all is well now.")
    if answer.state is CaseState.CLOSED:
        return _(
            "If it is not settled after all, tell us within {days} days: we take it up again."
        ).format(days=REOPENING_DAYS)
    if not answer.is_open:
        return ""
    if is_sorry:
        return _("I will see to it now and tell you by when you hear from us.")
    if answer.state is CaseState.WAITING:
        return _("We stay with it and tell you as soon as it goes on.")
    return _("We tell you the result as soon as it is there.")


def _who(answer: CaseAnswer) -> str:
    """Name a department and the desk's phone, never anybody's own name."""
    who = answer.department or (answer.promise.department if answer.promise else "")
    if who and answer.desk_phone:
        return _("{department} sees to it; the desk answers every question: {phone}.").format(
            department=who, phone=answer.desk_phone
        )
    if who:
        return _("{department} sees to it; the desk answers every question.").format(department=who)
    if answer.desk_phone:
        return _("The desk answers every question: {phone}.").format(phone=answer.desk_phone)
    return _("The desk answers every question.")


def outage_words(outage: OutageView, now: datetime, zone: ZoneInfo) -> str:
    """Return an outage on one line: what, where, and until when, for the desk's own eyes."""
    where = outage_place(outage)
    return " · ".join((outage.title, where, outage_time(outage, now, zone)))


def outage_place(outage: OutageView) -> str:
    """Return where an outage holds."""
    if not outage.building:
        return _("whole project")
    return _("building {name}").format(name=outage.building)


def outage_time(outage: OutageView, now: datetime, zone: ZoneInfo) -> str:
    """Return from when or until when an outage holds, as people say it."""
    if outage.ended_at is not None:
        return pgettext("outage", "ended {time}").format(time=when(outage.ended_at, now, zone))
    if outage.begins_at > now:
        return pgettext("outage", "from {time}").format(time=when(outage.begins_at, now, zone))
    if outage.ends_at is None:
        return _("end not known yet")
    if outage.ends_at < now - timedelta(minutes=1):
        return _("should have ended {time}").format(time=when(outage.ends_at, now, zone))
    return pgettext("outage", "until {time}").format(time=when(outage.ends_at, now, zone))
