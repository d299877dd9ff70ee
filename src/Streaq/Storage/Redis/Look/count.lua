-- count: counts the tasks of the queue by state.
-- KEYS[1]  sorted set of scheduled tasks
-- KEYS[2]  sorted set of dead letters
-- KEYS[3]  sorted set of tasks that wait for their limits
-- KEYS[4]  sorted set of tasks that wait for others
-- KEYS[5]  set of what is paused
-- KEYS[6…] streams of the priorities
-- ARGV[1]  name of the consumer group
-- ARGV[2]  milliseconds to keep a dead letter
-- Answer: {{scheduled, dead, age in milliseconds of the oldest task that is ready or due, waiting, then per stream: ready, held by
--         workers}, what is paused}.
-- uses: schema, group
-- only reads
local now = unix_milliseconds()
local waiting = redis.call('ZCARD', KEYS[3]) + redis.call('ZCARD', KEYS[4])
local answer = { redis.call('ZCARD', KEYS[1]), redis.call('ZCOUNT', KEYS[2], string.format('(%d', now - ARGV[2]), '+inf'), 0, waiting }
local due = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if due[2] then
  -- Without a worker no loop makes it ready, but its age counts as well. A score below zero counts as time 0.
  answer[3] = math.max(0, now - math.max(0, tonumber(due[2])))
end
for i = 6, #KEYS do
  local length = redis.call('XLEN', KEYS[i])
  local group = group_of(KEYS[i], ARGV[1])
  local held = group and group['pending'] or 0
  if length > held then
    -- Entries are handed out in order, so the first one that no worker holds follows the last one that was handed out.
    local from = held > 0 and '(' .. group['last-delivered-id'] or '-'
    local oldest = redis.call('XRANGE', KEYS[i], from, '+', 'COUNT', 1)[1]
    if oldest then
      answer[3] = math.max(answer[3], now - tonumber(string.match(oldest[1], '^%d+')))
    end
  end
  answer[#answer + 1] = math.max(0, length - held)
  answer[#answer + 1] = held
end
return { answer, redis.call('SMEMBERS', KEYS[5]) }
