-- uses: queue, types
-- Makes a parked task that can't be made ready a dead letter, so that it is neither lost nor in the way of the others.
local function bury(queue, task, reason)
  local task_key, letter, now = queue .. 'task:' .. task, queue .. 'dead:' .. task, unix_milliseconds()
  if redis.call('TYPE', task_key).ok ~= 'hash' or redis.call('HEXISTS', task_key, 'total') == 1 then
    return
  end
  redis.call('RENAME', task_key, letter)
  redis.call('HSET', letter, 'id', task, 'error', 'Streaq.Execution.TaskRefusedException',
    'error_message', 'The parked task could not be made ready: ' .. reason .. '.', 'failed_at', string.format('%d', now))
  redis.call('PEXPIRE', letter, 2592000000)
  make_ours(queue .. 'dead', 'zset')
  redis.call('ZADD', queue .. 'dead', now, task)
end
