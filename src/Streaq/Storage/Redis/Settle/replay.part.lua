-- uses: schema, marker, summaries
-- The task of the letter's own id may have failed, been aborted or expired since. A new id must be unknown.
local function is_id_in_use(keys, place, is_new)
  local kind = redis.call('TYPE', keys.task).ok
  if kind == 'hash' or is_new and (kind == 'string' or redis.call('EXISTS', keys.own) == 1) then
    return true
  end
  local marker = (kind == 'string' or kind == 'none') and find_marker(keys.task, keys.batch, place)
  if not marker then
    return false
  end
  if string.byte(marker) == 123 then
    return string.find(string.match(marker, '^[^\n]*'), '"outcome":"success"', 1, true)
  end
  local priority, entry = string.match(marker, '^%+?ready:(%S+) ([%d%-]+)')
  return priority and redis.call('XRANGE', queue_of(keys.task) .. READY .. priority, entry, entry)[1]
end

-- Removes a letter and makes its task ready again. The keys: dead, the sorted set; letter; own, the letter of the id that the task gets;
-- task, its key; batch, the key of its batch or the task's again; stream. With 'keep_body', the entry gets the letter's body. Returns
-- the answer of the script 'replay'.
local function replay_letter(keys, letter, failed_at, id, place, priority, entry, keep_body)
  local queue = queue_of(keys.task)
  local found = redis.call('HMGET', keys.letter, 'failed_at', 'dedup', keep_body and 'body' or 'dedup')
  if redis.call('EXISTS', keys.letter) == 0 then
    return 'not found'
  end
  -- The caller could not read a time that is not a number, so such a time is not compared.
  if found[1] and #found[1] < 19 and string.match(found[1], '^[1-9]%d*$') and found[1] ~= failed_at then
    return 'changed'
  end
  if is_id_in_use(keys, place, keys.own ~= keys.letter) then
    return 'id in use'
  end
  local dedup = found[2] and string.match(found[2], '^[^\n]*$') or ''
  local holder = dedup ~= '' and redis.call('GET', queue .. DEDUP .. dedup)
  if holder and holder ~= '' and holder ~= id then
    return 'key held'
  end
  if keep_body then
    entry[2] = found[3] or ''
  end

  -- The commands that can fail come first, so that the letter stays after an error.
  local added = redis.call('XADD', keys.stream, '*', unpack(entry))
  redis.call('SET', keys.task, marker_of(priority, added, dedup ~= '' and '\nd=' .. dedup or ''))
  if dedup ~= '' then
    redis.call('SET', queue .. DEDUP .. dedup, id)
  end
  redis.call('DEL', keys.letter)
  redis.pcall('ZREM', keys.dead, letter)
  drop_summary(keys.dead, letter)
  return 'replayed'
end
