import { describeOn } from "./running-server.ts";

/*
 * `TEST_BASE_URL=http://localhost:7070 TEST_API_KEY=7loc_sc_… npm test` in zapier-app also tries the app on the server
 * that runs there. Without an address nothing here is a test, and no server is needed.
 */

const { TEST_BASE_URL: base_url, TEST_API_KEY: api_key = "" } = process.env;

if (base_url !== undefined)
  describe(`zapier app on ${base_url}`, () => {
    before(() => {
      if (api_key === "") throw new Error("Set TEST_API_KEY to an API key of that server.");
    });
    describeOn(() => ({ base_url, api_key }));
  });
