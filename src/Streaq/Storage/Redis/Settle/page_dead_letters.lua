-- page_dead_letters: returns a page of summaries of the dead letters, newest first.
-- KEYS[1] sorted set of dead letters
-- KEYS[2] prefix of dead letters (same slot)
-- KEYS[3] hash of the summaries
-- ARGV[1] id of the last one of the page before, or ''
-- ARGV[2] when that one failed, by the sorted set
-- ARGV[3] maximum number of letters
-- ARGV[4] maximum number of letters without a summary, which are read one by one. The page ends there.
-- ARGV[5] milliseconds to keep a dead letter
-- Answer: how many there are, 1 when more follow, else 0, and per letter its id, its time in the sorted set, and task, priority, attempt,
--         error, the first line of error_message, failed_at, failed_trace; false for each that the letter lacks, and for all of one that
--         is gone.
-- uses: schema, summaries
-- only reads
local now, from, most = unix_milliseconds(), 0, tonumber(ARGV[3])
if ARGV[1] ~= '' then
  local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
  -- A letter that failed again has moved to the front.
  from = score == ARGV[2] and redis.call('ZREVRANK', KEYS[1], ARGV[1]) + 1 or redis.call('ZCOUNT', KEYS[1], ARGV[2], '+inf')
end
local found = redis.call('ZREVRANGE', KEYS[1], from, from + most, 'WITHSCORES')
local ids, page, singly = {}, {}, tonumber(ARGV[4])
for i = 1, math.min(#found, 2 * most), 2 do
  ids[#ids + 1] = found[i]
end
local summaries = #ids > 0 and redis.pcall('HMGET', KEYS[3], unpack(ids)) or {}
for i, id in ipairs(ids) do
  local score = found[2 * i]
  local letter = read_summary(not summaries.err and summaries[i], score, now)
  if not letter then
    if singly == 0 then
      break
    end
    singly = singly - 1
    letter = redis.pcall('HMGET', KEYS[2] .. id, 'task', 'priority', 'attempt', 'error', 'error_message', 'failed_at', 'failed_trace')
    if letter.err then
      letter = {}
    elseif letter[5] then
      letter[5] = string.sub(string.match(letter[5], '^[^\r\n]*'), 1, 800)
    end
  end
  page[i] = { id, score, letter }
end
return { redis.call('ZCOUNT', KEYS[1], '(' .. whole(now - ARGV[5]), '+inf'), #found > 2 * #page and 1 or 0, page }
