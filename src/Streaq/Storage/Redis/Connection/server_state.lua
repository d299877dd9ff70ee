-- server_state: returns the settings by which the server may lose tasks.
-- KEYS[1] any key of the queue
-- Answer: the maxmemory policy such as 'noeviction', the role such as 'master', and '1' or '0' for whether there is an append-only
--         file; each '' when Redis does not report it.
-- only reads
local function told(section, pattern)
  local answer = redis.pcall('INFO', section)
  return type(answer) == 'string' and string.match(answer, pattern) or ''
end
return { told('memory', 'maxmemory_policy:([%w-]+)'), told('replication', 'role:(%a+)'), told('persistence', 'aof_enabled:(%d)') }
