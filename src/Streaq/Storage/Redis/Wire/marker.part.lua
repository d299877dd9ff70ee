-- Returns the marker of a ready or running task: its own, or one from the key of its batch and its place in it; nil for neither.
local function find_marker(task_key, batch_key, place)
  local marker = redis.call('GET', task_key)
  if marker or batch_key == task_key then
    return marker
  end
  local batch = redis.call('GET', batch_key)
  if not batch then
    return false
  end
  local head, number, count = string.match(batch, '^(ready:%S+ %d+%-)(%d+) (%d+)$')
  if not head or tonumber(place) >= tonumber(count) then
    return false
  end
  return head .. string.format('%d', number + place)
end

-- Finds a task that is not parked. Returns its record when it has ended; else nil, its marker, its priority and its entry. Returns
-- nothing for an unknown task, or a key of another type. A batch's key may still have the entry of a task that has ended since.
local function find_task(kind, task_key, batch_key, place)
  local marker = (kind == 'string' or kind == 'none') and find_marker(task_key, batch_key, place)
  if not marker then
    return nil
  end
  if string.byte(marker) == 123 then
    return marker
  end
  local priority, entry = string.match(marker, '^%+?ready:(%S+) ([%d%-]+)')
  return nil, priority and marker, priority, entry
end

-- Returns the marker with one more line for the end of its task.
local function with_line(marker, line)
  if string.find(marker .. '\n', '\n' .. line .. '\n', 1, true) then
    return marker
  end
  return (string.byte(marker) == 43 and '' or '+') .. marker .. '\n' .. line
end

-- Adds a line to a parked task, which has only the lines and no marker.
local function add_line_parked(task_key, line)
  local flags = redis.call('HGET', task_key, 'flags') or ''
  if not string.find(flags .. '\n', '\n' .. line .. '\n', 1, true) then
    redis.call('HSET', task_key, 'flags', flags .. '\n' .. line)
  end
end
