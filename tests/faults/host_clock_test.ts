import { FAKETIME, hostClock } from "./host_clock.ts";

Deno.test({
  name: "a clock that jumps under a running server revives no session, doubles no number and stops no job" +
    (FAKETIME === null ? " (ignored: Debian's libfaketime is not installed)" : ""),
  ignore: FAKETIME === null,
  async fn() {
    await hostClock({ patient: false });
  },
});
