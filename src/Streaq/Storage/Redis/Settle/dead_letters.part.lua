-- uses: schema, types, summaries
-- Adds a stored letter to the dead letters, with a summary of its fields. The oldest letters make room for it.
local function keep_dead_letter(dead, prefix, task, now, most, age, fields)
  make_ours(dead, 'zset')
  redis.call('PEXPIRE', prefix .. task, age)
  redis.call('ZADD', dead, now, task)
  keep_summary(dead, task, now, now + age, fields)
  local gone = redis.call('ZRANGE', dead, '-inf', now - age, 'BYSCORE')
  if #gone > 0 then
    redis.call('ZREMRANGEBYSCORE', dead, '-inf', now - age)
  end
  local surplus = redis.call('ZCARD', dead) - most
  if surplus > 0 then
    local oldest = redis.call('ZPOPMIN', dead, surplus)
    for i = 1, #oldest, 2 do
      redis.call('DEL', prefix .. oldest[i])
      gone[#gone + 1] = oldest[i]
    end
  end
  drop_summaries(dead, gone)
end
