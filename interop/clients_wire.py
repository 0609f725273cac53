"""What the capture has to show of what a client has sent, and of what it was answered."""

from checks import Checks
from network import SCSCF2

SCRIPT = "sip:script@home2.net"


def transactions(messages, client, method):
    """(request, final response or None) of all that a client has asked for by that method, in order, without repeats."""
    requests = {}
    for message in messages:
        if message.name == method and message.sender == client:
            requests.setdefault(message.transaction, message)
    answers = {message.transaction: message for message in messages
               if message.receiver == client and message.sender == SCSCF2 and message.one("sip.CSeq.method") == method and message.one("sip.Status-Code") >= "200"}
    return [(request, answers.get(transaction)) for transaction, request in requests.items()]


def status(answer):
    return answer.name if answer else "unanswered"


def refreshes(messages, client):
    """That its first subscription to the script's state lived on by refreshes, and its first publication by the entity tags it was given (RFC 3903 s4.3)."""
    checks = Checks()
    subscriptions = transactions(messages, client, "SUBSCRIBE")
    first = next((request.one("sip.Call-ID") for request, _ in subscriptions if request.one("sip.r-uri") == SCRIPT), "")
    dialog = [(request, answer) for request, answer in subscriptions if request.one("sip.Call-ID") == first]
    kept = [status(answer) for request, answer in dialog if request.one("sip.to.tag") and request.one("sip.Expires") != "0"]
    checks.same(f"SUBSCRIBE {client}", "answers to the first three refreshes", "200 200 200", " ".join(kept[:3]))
    publications = transactions(messages, client, "PUBLISH")
    given, known, answers = set(), [], []
    for request, answer in publications:
        if tag := request.one("sip.If_Match"):
            known.append("given" if tag in given else "unknown")
            answers.append(status(answer))
        if answer:
            given.add(answer.one("sip.ETag"))
    there = answers.index("412") if "412" in answers else len(answers)  # until the other server takes over
    checks.like(f"PUBLISH {client}", "answers to those with SIP-If-Match, until the first is refused", "200( 200)+", " ".join(answers[:there]), "200 twice at least")
    checks.like(f"PUBLISH {client}", "SIP-If-Match of these", "given( given)+", " ".join(known[:there]), "given twice at least")
    return checks


def starts_anew(messages, client):
    """That a server which knows nothing any more said so, and that the client then asked as if for the first time."""
    checks = Checks()
    for method, refusal, kept in ("SUBSCRIBE", "481", "sip.to.tag"), ("PUBLISH", "412", "sip.If_Match"):
        played = transactions(messages, client, method)
        refused = next((place for place, (_, answer) in enumerate(played) if status(answer) == refusal), None)
        checks.same(f"{method} {client}", f"refused with {refusal}", "yes", "no" if refused is None else "yes")
        if refused is not None:
            again = [status(answer) for request, answer in played[refused + 1:] if not request.one(kept)]
            checks.same(f"{method} {client}", "answer to the first that is new", "200", again[0] if again else "none was sent")
    return checks


def leaves(messages, client):
    """That it ended by itself what it had."""
    checks = Checks()
    ends = [(request, answer) for request, answer in transactions(messages, client, "SUBSCRIBE") if request.one("sip.Expires") == "0"]
    checks.same(f"SUBSCRIBE {client}", "answers to those with Expires 0", "200 200", " ".join(sorted(status(answer) for _, answer in ends)))
    for request, _ in ends:
        notifies = [message for message in messages if message.name == "NOTIFY" and message.receiver == client and message.one("sip.Call-ID") == request.one("sip.Call-ID")]
        checks.same(f"NOTIFY {client}", "the last Subscription-State", "terminated;reason=timeout", notifies[-1].one("sip.Subscription-State") if notifies else "none was sent")
    last, answer = (transactions(messages, client, "PUBLISH") or [(None, None)])[-1]
    if checks.seen(f"PUBLISH {client}", last):
        checks.same(f"PUBLISH {client}", "Expires of the last", "0", last.one("sip.Expires"))
        checks.same(f"PUBLISH {client}", "answer to the last", "200", status(answer))
    return checks
