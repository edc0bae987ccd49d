"""One pass through a deep model: its drawing, its sizes over depth, and the verdicts."""

from __future__ import annotations

import streamlit as st

from gradviz.show.chain import MARKS
from gradviz.show.escapes import markdown as as_markdown
from gradviz.study.remedies import REMEDIES, helpful
from gradviz.study.verdicts import Verdict, grouped
from gradviz.ui import health_cached, health_session
from gradviz.ui.chain_view import chain_view
from gradviz.ui.health_link import OF

_MOST_HELPS = 4


def chains() -> None:
    """The network folded by layer, and under it the same with the remedy."""
    choice = health_session.current().choice
    after = health_cached.changed(choice.network, choice.remedy)
    with st.container(key="health-chains", gap="xxsmall"):
        before = "Before" if after is not None else "One pass"
        chain_view(
            "chain-before",
            svg=health_cached.drawing(choice.network, before),
            layer=choice.layer,
            on_layer=_choose,
        )
        if after is not None and choice.remedy:
            st.caption(f"With {choice.remedy}: {REMEDIES[choice.remedy].why}")
            chain_view(
                "chain-after",
                svg=health_cached.drawing(after, f"With {choice.remedy}"),
                layer=choice.layer,
                on_layer=_choose,
            )


def _choose(layer: int) -> None:
    """Chooses a layer, or none if it is chosen already."""
    choice = health_session.current().choice
    if layer <= choice.network.depth:
        health_session.change("layer", None if layer == choice.layer else layer)


def one_pass() -> None:
    """Sizes over depth, histograms over depth, verdicts."""
    choice = health_session.current().choice
    after = health_cached.changed(choice.network, choice.remedy)
    with st.container(key="health-panels", horizontal=True, gap="small"):
        with st.container(key="health-sizes"):
            st.plotly_chart(
                health_cached.by_layer(choice.network, after),
                key="health-by-layer",
                height="stretch",
                config={"displayModeBar": False},
            )
        with st.container(key="health-decades"):
            _of()
            st.plotly_chart(
                health_cached.by_decade(after or choice.network, choice.of),
                key="health-by-decade",
                height="stretch",
                config={"displayModeBar": False},
            )
        with st.container(key="health-verdicts", gap="xsmall"):
            _fault()
            if after is None:
                _verdicts(health_cached.examined(choice.network)[1])
                _helps()
            else:
                _both(health_cached.examined(choice.network)[1], health_cached.examined(after)[1])


def _of() -> None:
    key = "health of"
    st.session_state[key] = health_session.current().choice.of
    st.segmented_control(
        "Histograms of",
        OF,
        key=key,
        label_visibility="collapsed",
        required=True,
        on_change=lambda: health_session.change("of", st.session_state[key]),
    )


def _fault() -> None:
    choice = health_session.current().choice
    cause = health_cached.fault(choice.network)
    if cause is None:
        return
    number = "NaN" if cause.kind == "nan" else "infinity"
    back = " on the way back" if cause.direction == "backward" else ""
    st.error(
        as_markdown(f"The first {number}{back}: {cause.operation}. {cause.words} {cause.remedy}"),
        icon=":material/error:",
    )


def _helps() -> None:
    """What would make more layers healthy, each a click away."""
    choice = health_session.current().choice
    found = helpful(choice.network)[:_MOST_HELPS]
    if not found:
        return
    st.markdown("**What would help**, one thing at a time:")
    with st.container(key="health-helps", gap="xxsmall"):
        for comparison in found:
            name = comparison.remedy.name
            st.button(
                f"{name}: {comparison.healthy[1]} of {choice.network.depth} healthy",
                key=f"helps {name}",
                help=comparison.remedy.why,
                on_click=health_session.change,
                args=("remedy", name),
            )


def _both(before: tuple[Verdict, ...], after: tuple[Verdict, ...]) -> None:
    counts = [sum(v.kind == "healthy" for v in side) for side in (before, after)]
    st.markdown(f"**{counts[0]} → {counts[1]}** of {len(before)} layers are healthy. After:")
    _verdicts(after)


def _verdicts(verdicts: tuple[Verdict, ...]) -> None:
    """All layers, neighbors with one verdict together; or all there is to say of the chosen one."""
    chosen = health_session.current().choice.layer
    if chosen is None or chosen > len(verdicts):
        st.markdown(in_groups(verdicts))
        return
    verdict = verdicts[chosen - 1]
    said = [f"{MARKS[verdict.kind]} **Layer {chosen}: {verdict.kind}.**"]
    said += [as_markdown(finding.reason) for finding in verdict.findings]
    if not verdict.findings:
        said.append(as_markdown(verdict.reason))
    st.markdown("\n\n".join(said))
    st.button("All layers", key="health-all", type="tertiary", on_click=_choose, args=(chosen,))


def in_groups(verdicts: tuple[Verdict, ...]) -> str:
    """The verdicts as paragraphs, neighbors with one verdict together."""
    said = []
    for group in grouped(verdicts):
        alone = group.first == group.last
        where = f"Layer {group.first}" if alone else f"Layers {group.first}–{group.last}"
        reason = as_markdown(group.reason)
        if not alone and reason[0].isalpha():
            reason = f"Layer {group.told}: {reason[0].lower()}{reason[1:]}"
        elif not alone:
            reason = f"Layer {group.told}: {reason}"
        said.append(f"{MARKS[group.kind]} **{where}: {group.kind}.** {reason}")
    return "\n\n".join(said)
