namespace Streaq.Benchmarks.Measuring;

/// <summary>The cost of some work on a number of tasks, in this process and in Redis.</summary>
/// <param name="Tasks">How many tasks.</param>
/// <param name="Elapsed">The duration that the work returned.</param>
/// <param name="Cpu">CPU time of this process.</param>
/// <param name="Allocated">Bytes allocated in this process; <see langword="null"/> where another process did the work.</param>
/// <param name="Collecting">How long garbage collections paused this process.</param>
/// <param name="Redis">What Redis executed for it.</param>
internal sealed record Measurement(int Tasks, TimeSpan Elapsed, TimeSpan Cpu, long? Allocated, TimeSpan Collecting, RedisUse Redis)
{
    public double PerSecond => Tasks / Elapsed.TotalSeconds;

    public double CpuMicroseconds => Cpu.TotalMicroseconds / Tasks;

    public double AllocatedBytes => (double?)Allocated / Tasks ?? double.NaN;

    public double CollectingMicroseconds => Collecting.TotalMicroseconds / Tasks;

    public double RedisMicroseconds => Redis.CpuMicroseconds / Tasks;

    public double RedisExecuted => (double)Redis.Executed / Tasks;

    public double RedisSent => (double)Redis.Sent / Tasks;

    /// <summary>Runs <paramref name="work"/>, which returns the duration of the part whose speed is measured.</summary>
    public static async Task<Measurement> OfAsync(RedisAccount redis, int tasks, Func<Task<TimeSpan>> work)
    {
        // Otherwise this run would pay for collecting the garbage of the last one.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var redisBefore = await redis.ReadAsync();
        var allocatedBefore = GC.GetTotalAllocatedBytes();
        var collectingBefore = GC.GetTotalPauseDuration();
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var elapsed = await work();
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        var allocated = GC.GetTotalAllocatedBytes() - allocatedBefore;
        var collecting = GC.GetTotalPauseDuration() - collectingBefore;
        return new Measurement(tasks, elapsed, cpu, allocated, collecting, await redis.ReadAsync() - redisBefore);
    }
}
