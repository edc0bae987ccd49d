"""The least that can follow a drag: one number, sent to the server and painted when it is back.

Absolute state, one message in flight, newest wins, in a fragment of its own: the decisions that the
graph component stands on too, with nothing around them.
"""

import streamlit as st

PING = """
export default ({data, parentElement, setStateValue}) => {
  const root = parentElement.querySelector('#ping');
  const state = (root.state ??= {sent: 0, next: null, busy: false});
  const send = () => {
    if (state.busy || state.next === null) return;
    state.busy = true;
    state.sent += 1;
    setStateValue('drag', {value: state.next, seq: state.sent});
    state.next = null;
  };
  root.onpointerdown = event => root.setPointerCapture(event.pointerId);
  root.onpointermove = event => {
    if (event.buttons) { state.next = event.clientX; send(); }
  };
  if (data.seq === state.sent) state.busy = false;
  root.textContent = data.value;
  root.dataset.number = data.value;
  send();
};
"""
HTML = '<div id="ping" data-testid="ping" style="width:100%;height:80px;background:#ddd"></div>'

ping = st.components.v2.component("ping", html=HTML, js=PING)

st.set_page_config(page_title="ping")


@st.fragment
def follow() -> None:
    """Gives the component back what it sent."""
    sent = st.session_state.get("ping", {}).get("drag") or {"value": 0, "seq": 0}
    ping(key="ping", data=sent, on_drag_change=lambda: None)


follow()
