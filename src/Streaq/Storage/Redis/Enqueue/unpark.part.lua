-- uses: schema, message
-- Makes a parked task ready. Answers whether there was one.
local function unpark(task_key, ready_prefix)
  if redis.call('TYPE', task_key).ok ~= 'hash' then
    return false
  end
  local parked = redis.call('HGETALL', task_key)
  local message, priority, flags = {}, nil, ''
  for i = 1, #parked, 2 do
    local name = parked[i]
    if name == 'priority' then
      priority = parked[i + 1]
    elseif name == 'flags' then
      flags = parked[i + 1]
    elseif name ~= 'state' and name ~= 'takes' and name ~= 'any' then
      message[#message + 1] = name
      message[#message + 1] = parked[i + 1]
    end
  end
  if not priority or #message == 0 then
    return false
  end
  local id = redis.call('XADD', ready_prefix .. priority, '*', unpack(entry_of(message)))
  redis.call('SET', task_key, marker_of(priority, id, flags))
  return true
end
