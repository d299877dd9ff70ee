-- keep_traces: adds spans to the kept traces, and deletes the oldest traces beyond the budget.
-- KEYS[1] sorted set of ids of traces by the time since which they are kept
-- KEYS[2] hash: by id of a trace, the bytes of its spans; of all under the empty name
-- KEYS[3] prefix of the hashes of traces (same slot)
-- ARGV[1] time since which the answer lists traces
-- ARGV[2] maximum number of traces
-- ARGV[3] maximum number of bytes of all traces
-- ARGV[4] milliseconds to keep a trace
-- ARGV[5] maximum number of spans of a trace
-- ARGV[6] maximum number of bytes of a trace
-- ARGV[7…] per part of a trace: its id, number of spans, number of spans left out before, the spans or ''
-- Answer: {Redis's time in Unix milliseconds, ids of the traces that are kept since ARGV[1]}.
-- uses: schema, types
local now = unix_milliseconds()
make_ours(KEYS[1], 'zset')
make_ours(KEYS[2], 'hash')

local total = tonumber(redis.call('HGET', KEYS[2], ''))
if not total then
  -- Without their sizes, the kept traces can't be counted, and are deleted.
  for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    redis.call('DEL', KEYS[3] .. id)
  end
  redis.call('DEL', KEYS[1], KEYS[2])
  total = 0
end

for i = 7, #ARGV, 4 do
  local id, spans, dropped, bytes = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), ARGV[i + 3]
  local key = KEYS[3] .. id
  make_ours(key, 'hash')
  redis.call('ZADD', KEYS[1], 'NX', now, id)
  local known = redis.call('HMGET', key, 'spans', 'bytes', 'parts', 'dropped')
  local all_spans, all_bytes = (tonumber(known[1]) or 0) + spans, (tonumber(known[2]) or 0) + #bytes
  local parts = (tonumber(known[3]) or 0) + 1
  if all_spans > tonumber(ARGV[5]) or all_bytes > tonumber(ARGV[6]) then
    dropped = dropped + spans
  elseif spans > 0 then
    redis.call('HSET', key, 'spans', all_spans, 'bytes', all_bytes, 'parts', parts, 'part:' .. parts, bytes)
    redis.call('HSET', KEYS[2], id, (tonumber(redis.call('HGET', KEYS[2], id)) or 0) + #bytes)
    total = total + #bytes
  end
  if dropped > 0 then
    redis.call('HSET', key, 'dropped', (tonumber(known[4]) or 0) + dropped)
  end
  redis.call('PEXPIRE', key, ARGV[4])
end

local count = redis.call('ZCARD', KEYS[1])
while count > 0 do
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  if count <= tonumber(ARGV[2]) and total <= tonumber(ARGV[3]) and tonumber(oldest[2]) >= now - ARGV[4] then
    break
  end
  total = total - (tonumber(redis.call('HGET', KEYS[2], oldest[1])) or 0)
  redis.call('DEL', KEYS[3] .. oldest[1])
  redis.call('HDEL', KEYS[2], oldest[1])
  redis.call('ZREM', KEYS[1], oldest[1])
  count = count - 1
end

if count == 0 then
  redis.call('DEL', KEYS[2])
else
  redis.call('HSET', KEYS[2], '', total)
  -- At least as long as any trace may exist.
  redis.call('PEXPIRE', KEYS[1], 2 * ARGV[4])
  redis.call('PEXPIRE', KEYS[2], 2 * ARGV[4])
end
return { now, redis.call('ZRANGE', KEYS[1], ARGV[1], '+inf', 'BYSCORE') }
