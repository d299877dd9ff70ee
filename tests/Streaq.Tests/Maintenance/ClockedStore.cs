using System.Reflection;
using Streaq.Storage;

namespace Streaq.Tests.Maintenance;

/// <summary>A store whose schedules use the test's clock instead of Redis's, which a test can't move. It also counts calls.</summary>
internal sealed class ClockedStore
{
    private readonly TimeProvider _time;
    private readonly ITaskStore _inner;
    private readonly IScheduleStore _schedules;

    public ClockedStore(ITaskStore inner, TimeProvider time)
    {
        (_inner, _time) = (inner, time);
        _schedules = Interception.Of<IScheduleStore>(OfSchedules);
        Store = Interception.Of<ITaskStore>((method, arguments) =>
            method.Name == $"get_{nameof(ITaskStore.Schedules)}" ? _schedules : method.Invoke(_inner, arguments));
    }

    public ITaskStore Store { get; }

    /// <summary>The number of reads and writes of schedules.</summary>
    public int Calls { get; private set; }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private object? OfSchedules(MethodInfo method, object?[]? arguments)
    {
        switch (method.Name)
        {
            case nameof(IScheduleStore.WaitAsync):
                return method.Invoke(_inner.Schedules, arguments);
            case nameof(IScheduleStore.ReadClockAsync):
                Calls++;
                return new ValueTask<long>(Now);
            case nameof(IScheduleStore.ReadAsync):
                Calls++;
                return new ValueTask<ScheduleReading>(ReadAsync(method.Invoke(_inner.Schedules, arguments)!));
            default:
                Calls++;
                return method.Invoke(_inner.Schedules, arguments);
        }
    }

    private async Task<ScheduleReading> ReadAsync(object reading) => (await (ValueTask<ScheduleReading>)reading) with { Now = Now };
}

/// <summary>An interface whose calls a test answers.</summary>
internal class Interception : DispatchProxy
{
    private Func<MethodInfo, object?[]?, object?> _answer = static (_, _) => null;

    public static T Of<T>(Func<MethodInfo, object?[]?, object?> answer) where T : class
    {
        var proxy = Create<T, Interception>();
        ((Interception)(object)proxy)._answer = answer;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args);
}
