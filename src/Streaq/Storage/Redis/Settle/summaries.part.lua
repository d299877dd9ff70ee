-- uses: schema
-- A page of dead letters shows a few fields of many letters. One hash has copies of these fields, so that a page is read at once. A
-- letter without a copy, such as one of an earlier version, is read by itself. A summary has lines: when the letter was added and when
-- it expires, then these fields, the message cut to its first line.
local function keep_summary(dead, task, now, expires, fields)
  local summaries = queue_of(dead) .. SUMMARIES
  local lines = { whole(now) .. ' ' .. whole(expires) }
  for _, name in ipairs({ 'task', 'priority', 'attempt', 'error', 'failed_at', 'failed_trace', 'error_message' }) do
    lines[#lines + 1] = string.sub(string.match(fields[name] or '', '^[^\r\n]*'), 1, 800)
  end
  local kept = redis.pcall('HSET', summaries, task, table.concat(lines, '\n'))
  if type(kept) == 'table' and kept.err then
    -- A key of another type is deleted. From the next letter on, the key is the queue's.
    redis.call('DEL', summaries)
  end
end

-- Deletes the summary of a letter that is gone.
local function drop_summary(dead, task)
  redis.pcall('HDEL', queue_of(dead) .. SUMMARIES, task)
end

local function drop_summaries(dead, tasks)
  for i = 1, #tasks, 1000 do
    redis.pcall('HDEL', queue_of(dead) .. SUMMARIES, unpack(tasks, i, math.min(#tasks, i + 999)))
  end
end

-- Returns the fields in the order of HMGET if the summary is of the letter that was added at that time; else nil.
local function read_summary(text, score, now)
  local put, expires, rest = string.match(text or '', '^(%d+) (%d+)\n(.*)$')
  if not put or tonumber(put) ~= tonumber(score) or tonumber(expires) <= now then
    return nil
  end
  local values = {}
  for line in string.gmatch(rest .. '\n', '([^\n]*)\n') do
    values[#values + 1] = line ~= '' and line
  end
  return { values[1], values[2], values[3], values[4], values[7] or '', values[5], values[6] }
end
