/*
 * Receivers that verify what this hook sends (Standard Webhooks): signed is `<webhook-id>.<webhook-timestamp>.<body>`,
 * the key is the base64 behind `whsec_`, two signatures stand side by side while a secret is replaced. Whole programs of
 * each language's own library, with the secret in the environment.
 */

export const snippetLanguages = ["node", "python", "php", "go"] as const;
export type SnippetLanguage = (typeof snippetLanguages)[number];

interface Target {
  readonly address: string;
  readonly path: string;
}

const node = ({ address, path }: Target): string => `// ${address}
// WEBHOOK_SECRET=whsec_… node receive.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");

const isGenuine = (headers, body) => {
  const timestamp = headers["webhook-timestamp"];
  if (!(Math.abs(Date.now() / 1000 - timestamp) <= 300)) return false;
  const expected = createHmac("sha256", key)
    .update(\`\${headers["webhook-id"]}.\${timestamp}.\`)
    .update(body)
    .digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
};

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks); // the bytes as they came
  if (request.url !== ${JSON.stringify(path)}) return response.writeHead(404).end();
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end();
  const event = JSON.parse(body);
  console.log(event.id, event.event); // the same id may come twice
  response.writeHead(204).end();
}).listen(process.env.PORT ?? 9000);
`;

const python = ({ address, path }: Target): string => `# ${address}
# WEBHOOK_SECRET=whsec_… python3 receive.py
import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, HTTPServer

key = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))


def is_genuine(headers, body):
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > 300:
        return False
    signed = f"{headers.get('webhook-id', '')}.{timestamp}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(b"v1," + digest, one.encode()) for one in given)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path != ${JSON.stringify(path)}:
            return self.answer(404)
        if not is_genuine(self.headers, body):
            return self.answer(401)
        event = json.loads(body)
        print(event["id"], event["event"], flush=True)  # the same id may come twice
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()


HTTPServer(("", int(os.environ.get("PORT", 9000))), Receiver).serve_forever()
`;

const php = ({ address }: Target): string => `<?php
// ${address}
// WEBHOOK_SECRET=whsec_… php -S localhost:9000 receive.php
// or behind a web server, with WEBHOOK_SECRET in the environment of PHP

$key = base64_decode(preg_replace('/^whsec_/', '', getenv('WEBHOOK_SECRET')));
$body = file_get_contents('php://input'); // the bytes as they came
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$given = explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '');

$expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
$genuine = abs(time() - (int) $timestamp) <= 300;
$matching = array_filter($given, fn ($one) => hash_equals($expected, $one));
if (!$genuine || count($matching) === 0) {
    http_response_code(401);
    exit;
}

$event = json_decode($body, true);
error_log($event['id'] . ' ' . $event['event']); // the same id may come twice
http_response_code(204);
`;

const go = ({ address, path }: Target): string => `// ${address}
// WEBHOOK_SECRET=whsec_… go run receive.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

func isGenuine(key []byte, header http.Header, body []byte) bool {
	timestamp, err := strconv.ParseInt(header.Get("webhook-timestamp"), 10, 64)
	if err != nil || time.Since(time.Unix(timestamp, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(header.Get("webhook-id") + "." + header.Get("webhook-timestamp") + "."))
	mac.Write(body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, given := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(expected), []byte(given)) {
			return true
		}
	}
	return false
}

func main() {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if r.URL.RequestURI() != ${JSON.stringify(path)} {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		if err != nil || !isGenuine(key, r.Header, body) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var event struct{ ID, Event string }
		if json.Unmarshal(body, &event) == nil {
			fmt.Println(event.ID, event.Event) // the same id may come twice
		}
		w.WriteHeader(http.StatusNoContent)
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000"
	}
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
`;

const makers: Readonly<Record<SnippetLanguage, (target: Target) => string>> = { node, python, php, go };

/** A program that takes the deliveries of the hook at this address, and refuses what does not come from it. */
export const snippetOf = (language: SnippetLanguage, targetUrl: string): string => {
  const { href, pathname, search } = new URL(targetUrl);
  return makers[language]({ address: href, path: pathname + search });
};
