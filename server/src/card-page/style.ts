import { createHash } from "node:crypto";

/** The page's style: one column, large type, no web font; colours keep a contrast of 4.5 to 1 and more. */
export const css = `:root {
  color-scheme: light;
  --ink: #231a2e; --soft: #5d5468; --paper: #f6f2fa; --card: #ffffff; --brand: #5b2a86; --line: #ddd3e6; --gold: #8a5a00;
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 0 16px 32px; background: var(--paper); color: var(--ink);
  font: 17px/1.5 system-ui, "Noto Sans", "Noto Sans Devanagari", sans-serif; overflow-wrap: anywhere;
}
header, main, footer { max-width: 520px; margin: 0 auto; }
header {
  margin: 0 -16px 20px; max-width: none; padding: 28px 20px 56px; text-align: center;
  background: var(--brand); color: #fff;
}
header p { margin: 0; }
.business { font-size: 15px; letter-spacing: .04em; opacity: .9; }
h1 { margin: 4px 0; font-size: 28px; line-height: 1.2; }
h2 { margin: 0 0 12px; font-size: 18px; }
h3 { margin: 0 0 4px; font-size: 19px; }
p { margin: 0 0 8px; }
main { margin-top: -48px; display: grid; gap: 16px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 20px; }
ul, ol { list-style: none; margin: 0; padding: 0; }
.hint, .at, .date { color: var(--soft); font-size: 15px; }
.count { font-size: 26px; font-weight: 700; }
.count .hint { font-weight: 400; margin-left: 8px; }
.stamps { display: grid; grid-template-columns: repeat(5, 1fr); gap: 10px; max-width: 340px; margin: 4px auto 14px; }
.stamp { aspect-ratio: 1; border: 2px dashed #b9a6c9; border-radius: 50%; }
.stamp.full { border: 0; background: var(--brand) radial-gradient(circle, #fff 0 18%, transparent 19%); }
progress { width: 100%; height: 18px; accent-color: var(--brand); }
.next { font-weight: 600; }
.number { text-align: center; }
.number strong { font-size: 22px; letter-spacing: .08em; }
.qr { display: block; margin: 0 auto 8px; max-width: 100%; height: auto; background: #fff; }
.barcode { display: block; margin: 0 auto 8px; max-width: 100%; height: auto; background: #fff; }
.voucher { border-top: 1px dashed var(--line); padding: 18px 0; }
.voucher:first-child { border-top: 0; padding-top: 0; }
.voucher:last-child { padding-bottom: 0; }
.picture { display: block; width: 100%; max-height: 180px; object-fit: cover; border-radius: 10px; margin-bottom: 12px; }
.codes { text-align: center; padding-top: 8px; }
.code strong { font: 700 22px/1.3 ui-monospace, monospace; letter-spacing: .06em; display: block; }
details { margin-top: 16px; border-top: 1px solid var(--line); padding-top: 12px; }
summary { cursor: pointer; font-weight: 600; min-height: 32px; }
.past li, .goals li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; padding: 8px 0; }
.goals li + li { border-top: 1px solid var(--line); }
.state { color: var(--soft); font-size: 15px; }
.goal.done .reward { color: var(--soft); }
.reward { font-weight: 600; }
.spins, .outcome.won { border: 2px solid #d9a52b; background: #fff8e6; }
.spins form { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 12px; padding: 6px 0; }
button, .button {
  display: inline-block; min-height: 48px; padding: 11px 22px; border: 0; border-radius: 24px; background: var(--brand);
  color: #fff; font: inherit; font-weight: 700; text-decoration: none; text-align: center; cursor: pointer;
}
button:hover, .button:hover { background: #46206a; }
:focus-visible { outline: 3px solid #d9a52b; outline-offset: 3px; }
.outcome { text-align: center; }
.headline { font-size: 22px; font-weight: 700; margin-bottom: 4px; }
.outcome.won .headline { color: var(--gold); }
.wallets { display: grid; gap: 12px; }
.wallets h2 { margin: 0; }
.wallets .button { background: #17131c; }
.lost { margin: 18vh auto 0; text-align: center; display: block; }
footer { text-align: center; padding-top: 24px; }
footer a { color: var(--brand); padding: 12px; }
@media (prefers-reduced-motion: no-preference) { .outcome.won { animation: appear .5s ease-out; } }
@keyframes appear { from { transform: scale(.94); opacity: 0; } }
`;

/** A card with a stamp, for the tab. */
export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#5b2a86"/>' +
  '<circle cx="16" cy="16" r="8" fill="#fff"/><circle cx="16" cy="16" r="3" fill="#5b2a86"/></svg>';

/** Changes with the style, so that browsers may keep it for long. */
export const styleVersion = createHash("sha256").update(css).digest("hex").slice(0, 10);
