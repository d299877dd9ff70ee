-- open_streams: creates the consumer group on each stream again, after streams were deleted.
-- KEYS[1…] streams of the priorities
-- ARGV[1]  name of the consumer group
-- ARGV[2]  number of streams
-- Answer: 1.
-- uses: full, streams
write_though_full(KEYS[1])
open_streams(1, tonumber(ARGV[2]), ARGV[1])
return 1
