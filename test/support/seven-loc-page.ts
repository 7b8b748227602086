import type { AcceptedMessage } from "./seven-loc.ts";

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll("\n", "<br>");

const row = (message: AcceptedMessage): string =>
  `<tr>${[
    message.at.toISOString().slice(11, 19),
    message.channel,
    message.to,
    message.text,
    message.status,
    String(message.requests),
  ]
    .map((cell) => `<td>${escaped(cell)}</td>`)
    .join("")}</tr>`;

/** The stand-in's page: how to connect it, and the messages it has accepted, newest first. */
export const sevenLocPage = (accepted: readonly AcceptedMessage[], token: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="refresh" content="2">
    <title>7loc.com stand-in</title>
    <style>
      body { margin: 2rem; font: 16px/1.5 system-ui, sans-serif; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .4rem .8rem; border-bottom: 1px solid #ddd; vertical-align: top; }
    </style>
  </head>
  <body>
    <h1>7loc.com stand-in</h1>
    <p>Connect it under Messengers with this address and the token <code>${escaped(token)}</code>.
      ${accepted.length} messages accepted.</p>
    <table>
      <thead><tr><th>Time</th><th>Messenger</th><th>To</th><th>Text</th><th>Status</th><th>Handed over</th></tr></thead>
      <tbody>
${[...accepted].reverse().slice(0, 200).map(row).join("\n")}
      </tbody>
    </table>
  </body>
</html>
`;
