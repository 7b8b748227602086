import { describeOn } from "./running-server.ts";
import { openStage, type Stage } from "./stage.ts";

describe("zapier app on any server that runs", () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  describeOn(() => ({ base_url: stage.auth["base_url"] ?? "", api_key: stage.auth["api_key"] ?? "" }));
});
