import { createHash } from "node:crypto";
import { usualColor } from "../look/index.ts";
import { lookCss } from "./palette.ts";

/*
 * The page's style. Colours are variables that the shop's look sets (palette.ts): what stands in them keeps a contrast
 * of 4.5 to 1 in both themes. No letter-spacing, since it tears Devanagari; lines are high enough for its marks.
 */

const base = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
font:17px/1.5 system-ui,"Noto Sans","Noto Sans Devanagari","Nirmala UI","Kohinoor Devanagari",Mangal,sans-serif}
:lang(hi){line-height:1.6}
.page{max-width:480px;margin:0 auto;padding:16px 16px 40px}
h1,h2,h3,p{margin:0}
h1{font-size:25px;line-height:1.3}
h2{font-size:19px;line-height:1.4;margin-block-end:12px}
h3{font-size:20px;line-height:1.35}
h1,h3,.how,.code{text-wrap:balance}
ul,ol{list-style:none;margin:0;padding:0}
img,svg{display:block;max-width:100%}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:6px}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.hint,.at,.date,.how{color:var(--soft);font-size:15px}
main{display:grid;gap:16px;margin-block-start:16px}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:20px;padding:20px}
`;

const face = `.face{position:relative;overflow:hidden;border-radius:26px;color:var(--on-brand);
background:var(--brand) linear-gradient(150deg,var(--brand) 20%,var(--shade));
box-shadow:0 1px 0 var(--line),0 18px 40px -18px var(--shade)}
.face>*{padding-inline:20px}
.face .hero{width:100%;height:150px;padding:0;object-fit:cover}
.title{display:flex;align-items:center;gap:14px;padding-block:20px 4px}
.title>div{min-width:0}
.logo{flex:none;width:56px;height:56px;object-fit:contain;border-radius:16px;background:#fff;padding:5px;
box-shadow:0 2px 8px rgb(0 0 0/.18)}
.business{font-size:15px;font-weight:600}
.progress{padding-block:14px 18px}
.stamps{width:100%;height:auto;margin:0 auto 14px;overflow:visible}
.stamps.few{max-width:210px}.stamps.some{max-width:350px}
.disc{fill:var(--on-brand)}
.mark{fill:none;stroke:var(--brand);stroke-width:1;stroke-linecap:round;stroke-linejoin:round}
.sign,.gift{fill:var(--brand)}
.hole{fill:var(--wash);stroke:var(--ring);stroke-width:.35;stroke-dasharray:1.15 .9}
.hole.goal{stroke:var(--on-brand);stroke-dasharray:none}
.gift{fill:var(--on-brand)}
progress{display:block;width:100%;height:16px;margin-block-end:14px;border:0;border-radius:8px;overflow:hidden;
appearance:none;background:var(--wash);accent-color:var(--on-brand);box-shadow:inset 0 0 0 1px var(--ring)}
progress::-webkit-progress-bar{background:transparent}
progress::-webkit-progress-value{background:var(--on-brand);border-radius:8px}
progress::-moz-progress-bar{background:var(--on-brand)}
.count{font-size:23px;font-weight:700;line-height:1.35}
.round{display:inline-block;margin-inline-start:6px;padding:1px 10px;border:1px solid;border-radius:12px;
font-size:14px;font-weight:600;vertical-align:3px}
.next{font-weight:600}
.holder{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px;padding-block:12px 14px;
border-block-start:1px solid var(--ring);font-size:15px;font-weight:600}
.no{font-variant-numeric:tabular-nums}
`;

const codes = `.number{text-align:center}
.number strong{font-size:22px;font-variant-numeric:tabular-nums}
.qr,.barcode{margin:0 auto;background:#fff;border-radius:12px}
.barcode{border-radius:4px}
.number .qr{margin-block-end:8px}
.codes{display:grid;gap:12px;text-align:center}
.code strong{display:block;font:700 22px/1.35 ui-monospace,SFMono-Regular,Menlo,monospace}
.code .long{font-size:16px}
.voucher{scroll-margin-block-start:16px;border:1px solid var(--line);border-radius:16px;overflow:clip;background:var(--paper)}
.voucher+.voucher{margin-block-start:16px}
.voucher:target{border-color:var(--accent)}
.voucher .text{padding:16px 16px 14px;display:grid;gap:6px}
.picture{width:100%;height:150px;object-fit:cover}
.tear{position:relative;padding:18px 16px 16px;border-block-start:2px dashed var(--line)}
.tear::before,.tear::after{content:"";position:absolute;top:-11px;width:20px;height:20px;border-radius:50%;
background:var(--panel);border:1px solid var(--line)}
.tear::before{left:-11px}.tear::after{right:-11px}
.when{display:flex;flex-wrap:wrap;align-items:center;gap:4px 10px}
.state{padding:1px 10px;border-radius:12px;font-size:14px;font-weight:600}
.state.ready{background:var(--accent);color:var(--on-accent)}
.state.later{border:1px solid var(--soft);color:var(--soft)}
details{margin-block-start:16px}
summary{cursor:pointer;font-weight:600;padding-block:8px}
.past li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;padding-block:8px}
.past li+li,.goals li+li{border-block-start:1px solid var(--line)}
.past+.hint{margin-block-start:8px}
.over{color:var(--soft);font-size:15px}
`;

const rest = `.goals li{display:flex;align-items:center;gap:14px;padding-block:12px}
.goals li:first-child{padding-block-start:0}.goals li:last-child{padding-block-end:0}
.at-count{flex:none;display:grid;place-items:center;min-width:44px;height:44px;padding-inline:6px;border-radius:22px;
border:2px solid var(--accent);color:var(--accent);font-weight:700;font-variant-numeric:tabular-nums}
.done .at-count{background:var(--accent);color:var(--on-accent)}
.thumb{flex:none;width:48px;height:48px;object-fit:cover;border-radius:12px}
.what{display:grid;min-width:0}
.reward{font-weight:600}
button,.button{display:inline-block;min-height:48px;padding:11px 26px;border:0;border-radius:24px;
background:var(--accent);color:var(--on-accent);font:inherit;font-weight:700;text-decoration:none;text-align:center;cursor:pointer}
button:hover,.button:hover{box-shadow:inset 0 0 0 2px var(--on-accent)}
button:active,.button:active{transform:scale(.98)}
.wallets{display:grid;gap:12px}.wallets h2{margin:0}
.spins{text-align:center;border:2px solid var(--accent)}
.spins form{display:grid;justify-items:center;gap:10px;padding-block-start:14px}
.wheel{width:100%;max-width:300px;margin:4px auto 14px;overflow:visible}
.rim{fill:var(--accent)}.hub{fill:var(--panel);stroke:var(--accent);stroke-width:6}
.pointer{fill:var(--ink);stroke:var(--panel);stroke-width:3;stroke-linejoin:round}
.sector{stroke:var(--panel);stroke-width:1}
.sector.c0{fill:var(--accent)}.sector.c1{fill:var(--panel)}.sector.c2{fill:var(--paper)}
.name{font-size:8px;font-weight:600;text-anchor:end}
.name.c0{fill:var(--on-accent)}.name.c1,.name.c2{fill:var(--ink)}
.outcome{text-align:center;scroll-margin-block-start:16px}
.outcome.won{border:2px solid var(--accent)}
.told{position:relative;display:grid;gap:4px}
.headline{font-size:23px;line-height:1.35;font-weight:700}
.won .headline{color:var(--accent)}
.confetti{position:absolute;inset:-40px 0 auto;height:0;pointer-events:none}
.confetti i{position:absolute;width:9px;height:14px;border-radius:2px;opacity:0;background:var(--accent)}
.confetti i:nth-child(3n){background:#e5a823}.confetti i:nth-child(3n+1){background:#2f9e6e;border-radius:50%}
.lost{margin-block-start:18vh;text-align:center;display:block}
.lost h1{margin-block-end:8px}
footer{padding-block-start:24px;text-align:center;color:var(--soft);font-size:15px}
address{font-style:normal;white-space:pre-line}
address strong{display:block;color:var(--ink)}
.languages a{display:inline-block;padding:10px 14px}
@media (min-width:860px){
.page{max-width:960px;padding-block-start:32px}
.page:not(:has(.lost)){display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:24px;align-items:start}
.face{position:sticky;top:24px}
main:not(.lost){margin:0}.lost{margin-inline:auto}
footer{grid-column:1/-1}}
@media print{.face{background:none;color:#000}form,.languages,.wallets{display:none}}
`;

const pieces = Array.from({ length: 12 }, (_, at) => {
  const [x, late] = [4 + at * 8, (at * 7) % 5];
  return `.confetti i:nth-child(${at + 1}){left:${x}%;animation-delay:${(3.2 + late * 0.08).toFixed(2)}s;--x:${((at * 37) % 90) - 45}px}`;
}).join("");

/** Only where people have not asked for less motion; without any of it everything is there at once. */
const motion = `@media (prefers-reduced-motion:no-preference){
.waits .turning{animation:sway 3.2s ease-in-out infinite alternate}
.turns .turning{animation:turn 3.2s cubic-bezier(.12,.72,.14,1) both}
.told>p{animation:tell .5s 3.1s ease-out both}
.confetti i{animation:fall 1.4s ease-out both}${pieces}
.stamp.last{transform-box:fill-box;transform-origin:center;animation:press .45s .25s cubic-bezier(.3,1.6,.5,1) both}
button,.button{transition:transform .1s}}
@keyframes sway{from{transform:rotate(-7deg)}to{transform:rotate(7deg)}}
@keyframes turn{from{transform:rotate(-1980deg)}to{transform:none}}
@keyframes tell{from{opacity:0;transform:translateY(8px)}}
@keyframes fall{0%{opacity:1;transform:translate(0,0)}100%{opacity:0;transform:translate(var(--x),170px) rotate(320deg)}}
@keyframes press{from{opacity:0;transform:scale(1.7) rotate(-14deg)}}
`;

/** What every card page is drawn with. */
export const css = base + face + codes + rest + motion;

/** Changes with the style and with how colours are made of one, so that browsers may keep it for long. */
export const styleVersion = createHash("sha256")
  .update(css + lookCss(usualColor))
  .digest("hex")
  .slice(0, 10);
