import type { DemoAccess } from "./bootstrap.ts";

export interface WelcomeParts {
  publicUrl: string;
  access: DemoAccess | null;
}

/** Tells a person at the terminal where everything is; with fresh demo access also how to get in and a first call. */
export const welcome = ({ publicUrl, access }: WelcomeParts): void => {
  const lines = [`7stamp Connect is running at ${publicUrl}`, `API reference: ${publicUrl}/docs`];
  if (access !== null) {
    lines.push(
      "",
      `The store was empty, so the business "${access.business.name}" was created. This is shown once:`,
      `Login: ${access.login}`,
      `Password: ${access.password}`,
      `API key: ${access.apiKey}`,
      "",
      "Issue a first card:",
      `curl -s ${publicUrl}/v1/cards \\`,
      `  -H "Authorization: Bearer ${access.apiKey}" \\`,
      `  -H "Content-Type: application/json" \\`,
      `  -d '{"template_id":"${access.templateId}","email":"ann.lee@example.com","name":"Ann Lee"}'`,
    );
  }
  process.stdout.write(`${lines.join("\n")}\n\n`);
};
