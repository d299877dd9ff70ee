-- page_dead_letters: a page of summaries of the dead letters, newest first.
-- KEYS[1] sorted set of dead letters
-- KEYS[2] prefix of dead letters (same slot)
-- ARGV[1] id of the last one of the page before, or ''
-- ARGV[2] when that one failed, by the sorted set
-- ARGV[3] how many at most
-- ARGV[4] bytes of a message at most
-- Answer: per letter its id, its time in the sorted set, and task, priority, attempt, error, the first line of error_message, failed_at,
--         failed_trace; false for each that the letter lacks, and for all of one that is gone.
-- only reads
local from = 0
if ARGV[1] ~= '' then
  local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
  -- One that failed again has moved to the front.
  from = score == ARGV[2] and redis.call('ZREVRANK', KEYS[1], ARGV[1]) + 1 or redis.call('ZCOUNT', KEYS[1], ARGV[2], '+inf')
end
local ids = redis.call('ZREVRANGE', KEYS[1], from, from + ARGV[3] - 1, 'WITHSCORES')
local page = {}
for i = 1, #ids, 2 do
  local letter = redis.pcall('HMGET', KEYS[2] .. ids[i],
    'task', 'priority', 'attempt', 'error', 'error_message', 'failed_at', 'failed_trace')
  if letter.err then
    letter = {}
  elseif letter[5] then
    letter[5] = string.sub(string.match(letter[5], '^[^\r\n]*'), 1, ARGV[4])
  end
  page[#page + 1] = { ids[i], ids[i + 1], letter }
end
return page
