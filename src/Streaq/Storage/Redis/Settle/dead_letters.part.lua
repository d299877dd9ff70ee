-- uses: types
-- Puts a letter that is written among the dead letters; the oldest make room for it.
local function keep_dead_letter(dead, prefix, task, now, most, age)
  make_ours(dead, 'zset')
  redis.call('PEXPIRE', prefix .. task, age)
  redis.call('ZADD', dead, now, task)
  redis.call('ZREMRANGEBYSCORE', dead, '-inf', now - age)
  local surplus = redis.call('ZCARD', dead) - most
  if surplus > 0 then
    local oldest = redis.call('ZPOPMIN', dead, surplus)
    for i = 1, #oldest, 2 do
      redis.call('DEL', prefix .. oldest[i])
    end
  end
end
