using Mono.Cecil;

namespace Streaq.Tests.Architecture;

/// <summary>
/// Spans, instruments and loggers call user code, which may throw. Only the folder Telemetry calls them, with a guard around each call.
/// </summary>
public sealed class ListenerCallTests
{
    private static readonly string[] Listened =
    [
        "System.Diagnostics.Activity",
        "System.Diagnostics.ActivitySource",
        "System.Diagnostics.ActivityListener",
        "System.Diagnostics.DistributedContextPropagator",
        "System.Diagnostics.Metrics.Meter",
        "System.Diagnostics.Metrics.Counter`1",
        "System.Diagnostics.Metrics.UpDownCounter`1",
        "System.Diagnostics.Metrics.Histogram`1",
        "System.Diagnostics.Metrics.Instrument",
        "System.Diagnostics.Metrics.Instrument`1",
        "Microsoft.Extensions.Logging.ILogger",
        "Microsoft.Extensions.Logging.LoggerExtensions",
        "Microsoft.Extensions.Logging.LoggerMessage",
    ];

    private static readonly CompiledTypes Types = CompiledTypes.Read();

    private static readonly List<(string Caller, string Folder, string Called)> Calls = [.. Read()];

    [Fact]
    public void Calls_OutsideTelemetry_ReachNoListener()
    {
        var wrong = Calls.Where(call => call.Folder != "Telemetry");

        Assert.Empty(wrong.Select(call => $"{call.Caller} ({call.Folder}) calls {call.Called}"));
    }

    [Fact]
    public void Calls_InTelemetry_AreSeen()
    {
        // Shows that the test above would find them, however they are written.
        Assert.Contains(Calls, call => call.Called.EndsWith("ActivitySource::StartActivity", StringComparison.Ordinal));
        Assert.Contains(Calls, call => call.Called.EndsWith("Counter`1::Add", StringComparison.Ordinal));
        Assert.Contains(Calls, call => call.Called.EndsWith("ILogger::Log", StringComparison.Ordinal));
        Assert.Contains(Calls, call => call.Called.EndsWith("DistributedContextPropagator::Inject", StringComparison.Ordinal));
    }

    /// <summary>In that folder, each method that runs user code is called in one place. A second place would need a guard too.</summary>
    [Theory]
    [InlineData("ActivitySource::StartActivity", "Streaq.Telemetry.Spans")]
    [InlineData("Activity::Stop", "Streaq.Telemetry.GuardedSpan")]
    [InlineData("Activity::AddException", "Streaq.Telemetry.GuardedSpan")]
    [InlineData("Activity::set_Current", "Streaq.Telemetry.Spans")]
    [InlineData("Counter`1::Add", "Streaq.Telemetry.TaskCounter")]
    [InlineData("Histogram`1::Record", "Streaq.Telemetry.TaskHistogram`1")]
    [InlineData("DistributedContextPropagator::Inject", "Streaq.Telemetry.Propagation")]
    [InlineData("DistributedContextPropagator::ExtractTraceIdAndState", "Streaq.Telemetry.Propagation")]
    [InlineData("DistributedContextPropagator::ExtractBaggage", "Streaq.Telemetry.Propagation")]
    public void Calls_OfWhatRunsUserCode_StandInOnePlace(string called, string place)
    {
        var callers = Calls.Where(call => call.Called.EndsWith($".{called}", StringComparison.Ordinal)).Select(call => call.Caller).Distinct();

        Assert.Equal([place], callers);
    }

    [Fact]
    public void Calls_ThatEndASpanUnguarded_AreNone()
    {
        Assert.DoesNotContain(Calls, call => call.Called.EndsWith("Activity::Dispose", StringComparison.Ordinal));
    }

    /// <summary>
    /// Listeners are notified when an instrument is created, so it is created in a lambda that <c>ListenerGuard.Create</c> calls.
    /// </summary>
    [Fact]
    public void Calls_ThatMakeAnInstrument_AreGuarded()
    {
        using var module = ModuleDefinition.ReadModule(typeof(IStreaqClient).Assembly.Location);
        var makers = module.Types.SelectMany(Methods).Where(method => method.HasBody && method.Body.Instructions.Any(instruction =>
            instruction.Operand is MethodReference { DeclaringType.FullName: "System.Diagnostics.Metrics.Meter" } called
            && called.Name.StartsWith("Create", StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(makers);
        Assert.Empty(makers.Where(method => !method.Name.StartsWith('<')).Select(method => method.FullName));
    }

    private static IEnumerable<(string Caller, string Folder, string Called)> Read()
    {
        using var module = ModuleDefinition.ReadModule(typeof(IStreaqClient).Assembly.Location);
        return
        [
            .. from type in module.Types
               where Types.FolderOf(type.FullName) is not null
               from method in Methods(type)
               where method.HasBody
               from instruction in method.Body.Instructions
               let called = instruction.Operand as MethodReference
               where called is not null && Listened.Contains(called.DeclaringType.GetElementType().FullName)
               select (type.FullName, Types.FolderOf(type.FullName)!.Split('/')[0], $"{called.DeclaringType.GetElementType().FullName}::{called.Name}"),
        ];
    }

    private static IEnumerable<MethodDefinition> Methods(TypeDefinition type) => type.Methods.Concat(type.NestedTypes.SelectMany(Methods));
}
