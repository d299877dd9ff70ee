using Microsoft.CodeAnalysis.Diagnostics;
using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

/// <summary>The rules report exactly what the library refuses: each case is compiled, analyzed, loaded, and started in a host.</summary>
public sealed class AgreementTests
{
    /// <summary>Handlers of <c>Count</c> (a text, a number as result), <c>Send</c> (a text) and of other tasks.</summary>
    public static TheoryData<string> Handlers =>
    [
        "streaq.Map(Tasks.Count, (string text) => 1);",
        "streaq.Map(Tasks.Count, () => 1);",
        "streaq.Map(Tasks.Count, (object text) => 1);",
        "streaq.Map(Tasks.Count, (IComparable text) => 1);",
        "streaq.Map(Tasks.Count, (int text) => 1);",
        "streaq.Map(Tasks.Count, (int? text) => 1);",
        "streaq.Map(Tasks.Count, (TaskContext context, CancellationToken ct) => 1);",
        "streaq.Map(Tasks.Count, (string text, string other) => 1);",
        "streaq.Map(Tasks.Count, (string text, int count = 3) => 1);",
        "streaq.Map(Tasks.Count, (ref string text) => 1);",
        "streaq.Map(Tasks.Count, (string text, in int count) => 1);",
        "streaq.Map(Tasks.Count, (string text) => 1L);",
        "streaq.Map(Tasks.Count, (string text) => (short)1);",
        "streaq.Map(Tasks.Count, (string text) => (int?)1);",
        "streaq.Map(Tasks.Count, (string text) => { });",
        "streaq.Map(Tasks.Count, int (string text) => throw new Exception());",
        "streaq.Map(Tasks.Count, async (string text) => { await Task.Yield(); return 1; });",
        "streaq.Map(Tasks.Count, async ValueTask<int> (string text) => { await Task.Yield(); return 1; });",
        "streaq.Map(Tasks.Count, (string text) => Task.CompletedTask);",
        "streaq.Map(Tasks.Count, (string text) => Task.FromResult(1L));",
        "streaq.Map(Tasks.Count, (string text) => new ValueTask<long>(1));",
        "streaq.Map(Tasks.Send, (string text) => { });",
        "streaq.Map(Tasks.Send, (string text) => 1);",
        "streaq.Map(Tasks.Send, (string text) => Task.FromResult(1));",
        "streaq.Map(Tasks.Send, (string text) => ValueTask.CompletedTask);",
        "streaq.Map(Tasks.Send, (string text) => new ValueTask<int>(1));",
        "streaq.Map(Tasks.Send, async void (string text) => await Task.Yield());",
        "streaq.Map(Tasks.Send, (Action<string>)(async text => await Task.Yield()));",
        "streaq.Map(Tasks.Send, Methods.AsyncVoid);",
        "streaq.Map(Tasks.Send, Methods.Object);",
        "streaq.Map(Tasks.Send, Methods.Fine);",
        "streaq.Map(Tasks.Send, Methods.Of<string>);",
        "streaq.Map(Tasks.Send, Methods.Of<int>);",
        "streaq.Map(Tasks.Nightly, () => { });",
        "streaq.Map(Tasks.Nightly, (TaskContext context) => Task.CompletedTask);",
        "streaq.Map(new TaskDefinition<int, object>(\"a\"), (int x) => x);",
        "streaq.Map(new TaskDefinition<int, object>(\"a\"), (int x) => \"\");",
        "streaq.Map(new TaskDefinition<int, object>(\"a\"), (int x) => Task.CompletedTask);",
        "streaq.Map(new TaskDefinition<int, object>(\"a\"), (int x) => Task.FromResult(\"\"));",
        "streaq.Map(new TaskDefinition<int, object>(\"a\"), (int x) => Task.FromResult<object>(\"\"));",
        "streaq.Map(new TaskDefinition<int, object>(\"a\"), (int x) => (dynamic)x);",
        "streaq.Map(new TaskDefinition<int, string>(\"a\"), (int x) => (dynamic)x);",
        "streaq.Map(new TaskDefinition<int, int?>(\"a\"), (int x) => x);",
        "streaq.Map(new TaskDefinition<int, long?>(\"a\"), (int x) => x);",
        "streaq.Map(new TaskDefinition<int, IEnumerable<int>>(\"a\"), (int x) => new List<int>());",
        "streaq.Map(new TaskDefinition<int, List<int>>(\"a\"), (int x) => Enumerable.Empty<int>());",
        "streaq.Map(new TaskDefinition<int, IEnumerable<object>>(\"a\"), (int x) => new List<string>());",
        "streaq.Map(new TaskDefinition<int, uint[]>(\"a\"), (int x) => new int[1]);",
        "streaq.Map(new TaskDefinition<int, object[]>(\"a\"), (int x) => new string[1]);",
        "streaq.Map(new TaskDefinition<int, IComparable>(\"a\"), (int x) => (int?)x);",
        "streaq.Map(new TaskDefinition<dynamic, string>(\"a\"), (object x) => \"\");",
        "streaq.Map(new TaskDefinition<int[]>(\"a\"), (IEnumerable<int> numbers) => { });",
        "streaq.Map(new TaskDefinition<int[]>(\"a\"), (params int[] numbers) => { });",
        "streaq.Map(new TaskDefinition<List<int>>(\"a\"), (IReadOnlyCollection<int> numbers) => { });",
        "streaq.Map(new TaskDefinition<List<string>>(\"a\"), (IEnumerable<object> objects) => { });",
        "streaq.Map(new TaskDefinition<List<string>>(\"a\"), (List<string?> texts) => { });",
        "streaq.Cron(\"a\", \"@daily\", () => { });",
        "streaq.Cron(\"a\", \"@daily\", () => 42);",
        "streaq.Cron(\"a\", \"@daily\", () => Task.FromResult(42));",
        "streaq.Cron(\"a\", \"@daily\", (ref TaskContext context) => { });",
        "streaq.Cron(\"a\", \"@daily\", (Action)(async () => await Task.Yield()));",
    ];

    public static TheoryData<string> Payloads =>
    [
        "string", "int?", "byte[]", "Guid", "Uri", "Version", "DateTimeOffset", "DayOfWeek", "object", "decimal[]", "int[][]", "Half",
        "Dictionary<string, object>", "IReadOnlyList<int>", "ISet<string>", "Queue<int>", "KeyValuePair<string, int>",
        "System.Collections.Immutable.ImmutableArray<int>", "System.Text.Json.JsonElement", "System.Text.Json.Nodes.JsonObject",
        "System.Collections.ObjectModel.ReadOnlyCollection<int>", "System.Drawing.Point", "Tuple<int, string>", "Memory<byte>",
        "(int, string)", "(int, string)?", "ValueTuple<int>", "List<(int, int)>", "Dictionary<string, (int, int)>", "Exception",
        "InvalidOperationException", "System.Numerics.BigInteger", "System.Numerics.Complex", "System.Numerics.Vector2",
        "System.Numerics.Vector3", "System.Numerics.Vector4", "Range", "Lazy<int>", "TimeZoneInfo", "System.Globalization.CultureInfo",
        "System.Net.IPAddress", "System.Text.StringBuilder", "System.Drawing.Color", "GroupProgress", "TaskError",
        .. PayloadTypes.Names,
    ];

    private static readonly Lazy<CompiledApplications> OfHandlers = new(() => CompiledApplications.Of(
        Texts(Handlers), statement => (statement, ""), new HandlerFitAnalyzer(), new AsyncVoidHandlerAnalyzer()));

    private static readonly Lazy<CompiledApplications> OfPayloads = new(() => CompiledApplications.Of(
        Texts(Payloads), WithPayload, new PayloadLossAnalyzer()));

    private static readonly Lazy<CompiledApplications> OfPayloadsOfALibrary = new(() => CompiledApplications.OverALibrary(
        Texts(Payloads), WithPayload, new PayloadLossAnalyzer()));

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Handler_ThatIsReported_IsRefused(string statement) => await AgreeAsync(OfHandlers.Value, statement);

    [Fact]
    public async Task Class_ThatIsReported_IsRefused() => await AgreeAsync(
        "streaq.Map(new TaskDefinition<int>(\"a\")).ToSync<AsyncVoidHandler>();",
        """
        internal sealed class AsyncVoidHandler : ISyncTaskHandler<int>
        {
            public async void Handle(int argument, TaskContext context, CancellationToken cancellationToken) => await Task.Yield();
        }
        """,
        new AsyncVoidHandlerAnalyzer());

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Payload_ThatIsReported_IsRefused(string type) => await AgreeAsync(OfPayloads.Value, type);

    [Fact]
    public async Task Result_ThatIsReported_IsRefused() => await AgreeAsync(
        "streaq.Map(new TaskDefinition<int, (int, int)>(\"a\"), (int x) => (x, x));", "", new PayloadLossAnalyzer());

    /// <summary>The compiler sees only public parts of other assemblies: the rules may miss losses, but never report wrong ones.</summary>
    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Payload_OfAnotherAssembly_IsReportedOnlyIfRefused(string type)
    {
        if ((await OfPayloadsOfALibrary.Value.ReportedAsync(type)).Count > 0)
        {
            Assert.IsType<PayloadLossException>(await OfPayloadsOfALibrary.Value.RefusalAsync(type));
        }
    }

    private static IEnumerable<string> Texts(TheoryData<string> cases) => cases.Cast<object[]>().Select(row => (string)row[0]);

    private static (string Statement, string Types) WithPayload(string type) => (
        "streaq.Map(Payload.Task, () => { });",
        $$"""internal static class Payload { public static readonly TaskDefinition<{{type}}> Task = new("a"); }""");

    private static Task AgreeAsync(string statement, string types, DiagnosticAnalyzer rule) =>
        AgreeAsync(CompiledApplications.Of([statement], _ => (statement, types), rule), statement);

    private static async Task AgreeAsync(CompiledApplications applications, string one)
    {
        var reported = await applications.ReportedAsync(one);
        var refusal = await applications.RefusalAsync(one);

        Assert.True(
            (reported.Count > 0) == (refusal is not null),
            $"The rules report [{string.Join(", ", reported)}], and the library {(refusal is null ? "takes it" : $"says: {refusal.Message}")}");
    }
}
