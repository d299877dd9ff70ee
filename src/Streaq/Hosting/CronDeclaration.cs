using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Hosting;

/// <summary>A schedule that the application declares, before its queue is composed.</summary>
internal sealed class CronDeclaration(string name, string expression)
{
    /// <summary>The JSON of a missing argument.</summary>
    private static readonly byte[] EmptyBody = "null"u8.ToArray();

    public string Expression => expression;

    public string? TimeZone { get; set; }

    public TimeSpan? MaxDrift { get; set; }

    public TimeSpan? ExpiresIn { get; set; }

    public string? Priority { get; set; }

    public ScheduleDefinition Define(StreaqOptions options) => new()
    {
        Id = name,
        Expression = expression,
        TimeZone = TimeZone,
        MaxDrift = MaxDrift,
        ExpiresIn = ExpiresIn,
        TaskName = name,
        Body = EmptyBody,
        Priority = Priority ?? options.DefaultPriority,
        IsSealed = options.CreateCodec() is { IsNeeded: true },
        TraceMode = TraceModeName.For(options.TraceMode),
    };
}
