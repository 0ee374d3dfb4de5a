"""To the hospital's OpenID provider: to sign in, or to confirm a signature."""

from __future__ import annotations

from starlette.responses import Response

from rtqa.desk.web.errands import LONGEST, Signature
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.identity import ProviderError
from rtqa.desk.web.pages.entry import slow_down
from rtqa.desk.web.visit import Visit, is_within
from rtqa.messages import Message

COME_BACK = "/sign-in/hospital/answer"
"""Where the provider sends browsers to; its administrator enters this address of the desk there."""


def go_to_provider(visit: Visit) -> Response:
    """Send a browser to sign in."""
    slow_down(visit)
    target = visit.request.query_params.get("next", "/")
    address, cookie = _begin(visit, target=target if is_within(target) else "/", signature=None)
    return _remember(visit, visit.go(address), cookie)


def ask_again(visit: Visit, signature: Signature) -> Response:
    """The page between a signature and its confirmation: a link, as no form leads to another site."""
    target = f"/cases/{signature.case_id}"
    address, cookie = _begin(visit, target=target, signature=signature)
    return _remember(visit, visit.draw("confirm.html.j2", address=address, back=target), cookie)


def refuse_answer(why: str) -> RefusedError:
    """The provider lets nobody in: the trail has the reason, the page what to do."""
    if why == "unreachable":
        return RefusedError(502, Message("desk-page.provider-away"), action="sign-in.provider-away")
    return RefusedError(
        403, Message("desk-page.provider-refused"), action="sign-in.provider-refused", why=why
    )


def _begin(visit: Visit, *, target: str, signature: Signature | None) -> tuple[str, str]:
    house, public_url = visit.house, visit.desk.settings.page.public_url
    if house.provider is None:
        raise RefusedError(404, Message("desk-page.not-here"))
    errand, cookie = house.errands.begin(
        come_back=(public_url or str(visit.request.base_url)).rstrip("/") + COME_BACK,
        at=visit.at,
        target=target,
        signature=signature,
    )
    try:
        return house.provider.address_for(errand.question), cookie
    except ProviderError as error:
        raise refuse_answer(error.why) from None


def _remember(visit: Visit, response: Response, cookie: str) -> Response:
    visit.set_cookie(response, visit.house.errand_cookie, cookie, most_s=int(LONGEST.total_seconds()))
    return response
