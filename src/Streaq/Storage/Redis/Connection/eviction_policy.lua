-- eviction_policy: tells what Redis deletes by itself when its memory is full.
-- KEYS[1] any key of the queue
-- Answer: the policy, such as 'noeviction', or '' when Redis does not tell.
-- only reads
local answer = redis.pcall('INFO', 'memory')
return type(answer) == 'string' and string.match(answer, 'maxmemory_policy:([%w-]+)') or ''
