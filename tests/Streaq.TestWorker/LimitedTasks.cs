using StackExchange.Redis;
using Streaq.TestSupport;

namespace Streaq.TestWorker;

/// <summary>Tasks whose limits a test observes from outside.</summary>
internal static class LimitedTasks
{
    public static void MapTo(StreaqBuilder streaq, IConnectionMultiplexer connection, string queue)
    {
        streaq.Map(new TaskDefinition<int, int>("limits.work"), async (int x) =>
        {
            var (all, own) = (Observer(""), Observer($":{x % 3}"));
            await Task.WhenAll(all.EnterAsync(), own.EnterAsync());
            await Task.WhenAll(own.LeaveAsync(), all.LeaveAsync());
            return x;
        }).WithMaxConcurrency(4).WithMaxConcurrency(2, (int x) => $"{x % 3}").WithMaxAttempts(100); // As in Program.
        streaq.Map(new TaskDefinition<int, int>("limits.paced"), async (int x) =>
        {
            await Observer(":paced").EnterAsync();
            return x;
        }).WithRateLimit(20, TimeSpan.FromMilliseconds(200));

        LimitObserver Observer(string what) => new(connection.GetDatabase(), $"{queue}{what}");
    }
}
