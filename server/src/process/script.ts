import { loadEnvFile, readConfig, type Config } from "./config.ts";
import { faultText, sentenceFor } from "./start-errors.ts";

/**
 * Runs one of the commands for operators: the configuration, then the task; what it returns is printed. What cannot be
 * done says so in one sentence, with code 1.
 */
export const runScript = async (
  task: (config: Config, args: readonly string[]) => Promise<string>,
): Promise<void> => {
  let config: Config | null = null;
  try {
    loadEnvFile();
    config = readConfig();
    process.stdout.write(`${await task(config, process.argv.slice(2))}\n`);
  } catch (error) {
    process.stderr.write(`${sentenceFor(error, config) ?? faultText(error)}\n`);
    process.exit(1);
  }
};
