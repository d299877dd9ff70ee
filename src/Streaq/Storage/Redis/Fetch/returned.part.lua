-- uses: schema, aborts
-- Adds a message that a worker leaves unfinished to its stream again, and updates the task's marker, which 'change' may alter.
local function put_again(stream, priority, entry, task_key, task, message, change)
  local enqueued = false
  for i = 1, #message, 2 do
    enqueued = enqueued or message[i] == 'enqueued'
  end
  if not enqueued then
    message[#message + 1] = 'enqueued'
    message[#message + 1] = string.match(entry, '^%d+')
  end
  local request = take_request(queue_of(stream), task)
  if request then
    message[#message + 1] = 'abort'
    message[#message + 1] = request
  end
  local id = redis.call('XADD', stream, '*', unpack(message))
  local kind = task ~= '' and redis.call('TYPE', task_key).ok
  if kind == 'string' then
    local marker = redis.call('GET', task_key)
    if string.byte(marker) ~= 123 then
      redis.call('SET', task_key, (string.gsub(change(marker), '^(%+?ready:%S+ )[%d%-]+', '%1' .. id)))
    end
  elseif kind == 'none' then
    -- A task of a batch: the batch's key does not have its new entry.
    redis.call('SET', task_key, marker_of(priority, id, ''))
  end
end
