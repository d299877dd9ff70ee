-- scan_tasks: scans some keys of the database for ended tasks, which have no index.
-- KEYS[1] prefix of task keys
-- ARGV[1] cursor, '0' to begin
-- ARGV[2] approximate number of keys to scan
-- ARGV[3] the outcome of ended tasks
-- Answer: {the next cursor, '0' after the last key, and per task its id and its record}.
local pattern = string.gsub(KEYS[1], '[%*%?%[%]\\]', '\\%0') .. '*'
local found = redis.call('SCAN', ARGV[1], 'MATCH', pattern, 'COUNT', ARGV[2], 'TYPE', 'string')
local page = {}
for _, key in ipairs(found[2]) do
  local id = string.sub(key, #KEYS[1] + 1)
  if redis.call('GETRANGE', key, 0, 0) == '{' then
    -- Only the first line is needed; the result after it may be large.
    local head = redis.call('GETRANGE', key, 0, 8191)
    local line = string.match(head, '^([^\n]*)\n') or string.match(redis.call('GET', key), '^[^\n]*')
    if string.find(line, '"outcome":"' .. ARGV[3] .. '"', 1, true) then
      page[#page + 1] = { id, line .. '\n' }
    end
  end
end
return { found[1], page }
