-- uses: schema, ended, dead_letters
-- Milliseconds to keep the record, as for any task that no worker knows.
local buried_record_ttl = 300000

-- Ends a parked task that can't be made ready. It becomes a dead letter, so that it is neither lost nor blocks other tasks. Clients and
-- tasks that wait for it are notified.
local function bury(queue, task, reason, most, age)
  local task_key, letter, now = queue .. TASK .. task, queue .. DEAD_LETTER .. task, unix_milliseconds()
  if redis.call('TYPE', task_key).ok ~= 'hash' or redis.call('HEXISTS', task_key, 'total') == 1 then
    return
  end
  local parked = redis.call('HMGET', task_key, 'task', 'flags', 'priority', 'attempt')
  local message = 'The parked task could not be made ready: ' .. reason .. '.'
  redis.call('RENAME', task_key, letter)
  redis.call('HDEL', letter, 'state', 'flags', 'takes', 'any')
  redis.call('HSET', letter, 'id', task, 'error', TASK_REFUSED, 'error_message', message, 'failed_at', whole(now))
  local dedup = string.match(parked[2] or '', '\nd=([^\n]*)')
  if dedup then
    redis.call('HSET', letter, 'dedup', dedup)
  end
  keep_dead_letter(queue .. DEAD, queue .. DEAD_LETTER, task, now, most, age, {
    task = parked[1], priority = parked[3], attempt = parked[4], error = TASK_REFUSED, error_message = message, failed_at = whole(now),
  })
  local record = record_of(parked[1] or 'unknown', 'failure', 0, 0, now, error_of(TASK_REFUSED, message))
  redis.call('SET', task_key, record, 'PX', buried_record_ttl)
  tell_ended(parked[2] or '', task_key, record, queue .. ENDED, queue .. DEDUP)
end
