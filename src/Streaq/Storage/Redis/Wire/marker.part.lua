-- The marker of a ready or running task: its own, or what the key of its batch tells of its place in it; nil for neither.
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
