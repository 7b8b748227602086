import { startPoster } from "./poster.ts";
import { startSevenLoc } from "./seven-loc.ts";

/* `npm run standins`: the outside companies as the tests see them, to look at and to connect a server to. */

const sevenLoc = await startSevenLoc({ port: 7081, reportsByItself: true });
const poster = await startPoster();

process.stdout.write(`7loc.com stand-in:  ${sevenLoc.url}  (open it in a browser: the messages it accepted)
  token ${sevenLoc.token}
  connect:  POST /v1/messengers {"base_url":"${sevenLoc.url}","token":"${sevenLoc.token}"}
Poster stand-in:    ${poster.url}

Start a server that may call them, in another terminal:
  WEBHOOK_ALLOWED_HOSTS=127.0.0.1 POSTER_BASE_URL=${poster.url} npm start
Ctrl+C ends them.
`);
