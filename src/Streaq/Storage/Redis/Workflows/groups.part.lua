-- uses: schema, dependents
-- Ends a group, which is parked under its id like a task that waits, and gets a record like a task that has ended. 'last' is the record
-- of the task that ended last; the group's dependents link to its span. Returns the flags, for the notices, and the record.
local function finish_group(queue, group, last)
  local key = queue .. TASK .. group
  local found = redis.call('HMGET', key, 'total', 'succeeded', 'failed', 'enqueued', 'ttl', 'flags')
  local spans = string.match(last, '^[^\n]-("trace":"%x+","span":"%x+")')
  local failure = found[3] ~= '0' and error_of(GROUP_FAILED, 'Of ' .. found[1] .. ' tasks ' .. found[3] .. ' did not succeed.')
  local more = (spans and ',' .. spans or '') .. (failure or '')
  local record = record_of('group', failure and 'failure' or 'success', 0, found[4], unix_milliseconds(), more)
    .. string.format('{"groupId":"%s","total":%s,"succeeded":%s,"failed":%s}', group, found[1], found[2], found[3])
  keep_record(key, record, found[5])
  return found[6] or '', record
end

-- Counts the end of a task of a group. Returns the group's key, flags and record when it was the last.
local function end_member(task_key, group, record)
  local queue = queue_of(task_key)
  local key = queue .. TASK .. group
  if redis.call('TYPE', key).ok ~= 'hash' then
    return nil
  end
  local success = string.find(record, '"outcome":"success"', 1, true)
  redis.call('HINCRBY', key, success and 'succeeded' or 'failed', 1)
  local counts = redis.call('HMGET', key, 'total', 'succeeded', 'failed')
  if counts[2] + counts[3] < tonumber(counts[1]) then
    return nil
  end
  return key, finish_group(queue, group, record)
end
