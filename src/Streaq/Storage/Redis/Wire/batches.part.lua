-- Drops the key of a batch once none of its tasks is in the stream any more.
local function drop_empty_batch(stream, batch_key)
  local batch = redis.pcall('GET', batch_key)
  if type(batch) ~= 'string' then
    return
  end
  local time, number, count = string.match(batch, ' (%d+)%-(%d+) (%d+)$')
  local last = time and string.format('%s-%d', time, number + count - 1)
  if not time or not redis.call('XRANGE', stream, time .. '-' .. number, last, 'COUNT', 1)[1] then
    redis.call('DEL', batch_key)
  end
end
