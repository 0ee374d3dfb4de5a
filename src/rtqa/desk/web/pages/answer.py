"""Back from the hospital's OpenID provider: let in, or a signature put, or refused and written down."""

from __future__ import annotations

from starlette.responses import Response

from rtqa.desk.archive.tables import Account
from rtqa.desk.web.accounts import NotSignedInError
from rtqa.desk.web.admission import admit
from rtqa.desk.web.errands import Signature
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.identity import Identity, ProviderError
from rtqa.desk.web.pages.decisions import sign_confirmed
from rtqa.desk.web.pages.entry import let_in
from rtqa.desk.web.pages.leave import refuse_answer
from rtqa.desk.web.visit import Visit
from rtqa.messages import Message


def take_answer(visit: Visit) -> Response:
    """Take the provider's answer to the question that this browser left with."""
    house, asked = visit.house, visit.request.query_params
    if house.provider is None:
        raise RefusedError(404, Message("desk-page.not-here"))
    cookie = visit.request.cookies.get(house.errand_cookie, "")
    errand = house.errands.end(asked.get("state", ""), cookie, at=visit.at)
    if errand is None:
        raise refuse_answer("state")
    if "error" in asked:
        raise refuse_answer("not-signed-in")
    try:
        identity = house.provider.identify(errand.question, asked.get("code", ""), at=visit.at)
    except ProviderError as error:
        raise refuse_answer(error.why) from None
    if errand.signature is not None:
        return _sign(visit, errand.signature, identity)
    return let_in(visit, _admit(visit, identity), target=errand.target)


def _admit(visit: Visit, identity: Identity) -> Account:
    """The account of who came.

    Raises:
        RefusedError: they have none, or may not come in; what becomes of their account is kept.
    """
    refusal: NotSignedInError | None = None
    with visit.desk.archive.begin() as session:
        try:
            return admit(session, identity, at=visit.at)
        except NotSignedInError as error:
            refusal = error
    raise RefusedError(403, refusal.message, action=refusal.action)


def _sign(visit: Visit, signature: Signature, identity: Identity) -> Response:
    """Put the signature of who is signed in, if it is they who came back.

    Raises:
        RefusedError: it is somebody else.
    """
    with visit.desk.archive.read() as session:
        account = session.get(Account, signature.account_id)
    is_theirs = account is not None and account.identity_sha256 == identity.sha256
    if visit.person is None or visit.person.id != signature.account_id or not is_theirs:
        raise RefusedError(
            403,
            Message("desk-page.not-confirmed"),
            action="refused.signature",
            case_id=signature.case_id,
            why="another-person",
        )
    return sign_confirmed(visit, signature)
