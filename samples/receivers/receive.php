<?php
// http://localhost:9000/
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
