using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

public sealed class UnlistedPayloadTests : RuleTest
{
    private const string OneQueue = "services.AddStreaq(options => options.JsonContext = Json.Default);";

    private const string Wrong = "services.AddStreaq(options => {|STRQ005:options.JsonContext|} = Json.Default);";

    [Fact]
    public async Task Payload_ThatIsNotListed_IsReportedAndListed() => await FixAsync<UnlistedPayloadAnalyzer, UnlistedPayloadFix>(
        Application("TaskDefinition<Order, Receipt>", "[JsonSerializable(typeof(Order))]\n", Wrong),
        Application("TaskDefinition<Order, Receipt>", "[JsonSerializable(typeof(Order))]\n[JsonSerializable(typeof(Receipt))]\n"));

    [Fact]
    public async Task Payloads_ThatAreNotListed_AreListedTogether() => await FixAsync<UnlistedPayloadAnalyzer, UnlistedPayloadFix>(
        Application("TaskDefinition<int[], Receipt?>", "[JsonSerializable(typeof(Order))]\n", Wrong),
        Application("TaskDefinition<int[], Receipt?>", "[JsonSerializable(typeof(Order))]\n[JsonSerializable(typeof(Receipt))]\n[JsonSerializable(typeof(int[]))]\n"));

    [Theory]
    [InlineData("TaskDefinition<Order>")]
    [InlineData("TaskDefinition<Order, Line>")]
    [InlineData("TaskDefinition<decimal, string>")]
    [InlineData("TaskDefinition<IReadOnlyList<Line>, Line?>")]
    [InlineData("TaskDefinition<NoArgument>")]
    [InlineData("TaskDefinition<NoArgument, Order?>")]
    [InlineData("TaskDefinition<GroupProgress, string>")]
    public async Task Payload_ThatIsListedOrPartOfOne_IsNotReported(string definition) =>
        await CheckAsync<UnlistedPayloadAnalyzer>(Application(definition, "[JsonSerializable(typeof(Order))]\n"));

    [Theory]
    [InlineData("services.AddStreaq();")]
    [InlineData("services.AddStreaq(options => options.JsonContext = null);")]
    [InlineData("services.AddStreaq(); services.AddStreaq(\"b\", options => options.JsonContext = Json.Default);")]
    [InlineData("services.Configure<StreaqOptions>(options => options.JsonContext = Json.Default);")]
    [InlineData("services.AddStreaq((provider, options) => options.JsonContext = provider.GetRequiredService<JsonSerializerContext>());")]
    [InlineData("services.AddStreaq(options => { if (options.JsonContext is null) options.Json = System.Text.Json.JsonSerializerOptions.Web; });")]
    public async Task Context_ThatMayNotBeTheOnlyQueues_IsNotReported(string statement) =>
        await CheckAsync<UnlistedPayloadAnalyzer>(Application("TaskDefinition<Receipt>", "[JsonSerializable(typeof(Order))]\n", statement));

    [Theory]
    [InlineData(Wrong)]
    [InlineData("services.AddStreaq((provider, options) => {|STRQ005:options.JsonContext|} = provider.GetRequiredService<Json>());")]
    [InlineData("services.AddStreaq(); services.Configure<StreaqOptions>(options => {|STRQ005:options.JsonContext|} = Json.Default);")]
    [InlineData("services.AddStreaq(options => (options.Queue, {|STRQ005:options.JsonContext|}) = (\"a\", Json.Default));")]
    public async Task Context_OfTheOnlyQueue_IsReported(string statement) => await CheckAsync<UnlistedPayloadAnalyzer>(
        Application("TaskDefinition<Receipt>", "[JsonSerializable(typeof(Order))]\n", statement));

    [Fact]
    public async Task Payload_ThatAContextCantName_IsReportedWithoutAFix() => await NoFixAsync<UnlistedPayloadAnalyzer, UnlistedPayloadFix>(
        Application("TaskDefinition<Secret[]>", "[JsonSerializable(typeof(Order))]\n", Wrong)
            .Replace("public static readonly", "private sealed record Secret(int Number);\n\n    private static readonly"));

    private static string Application(string definition, string attributes, string statement = OneQueue) => $$"""
        internal static class Application
        {
            public static readonly {{definition}} Task = new("a");

            public static void Add(IServiceCollection services)
            {
                {{statement}}
            }
        }

        internal sealed record Order(IReadOnlyList<Line> Lines, string Customer);

        internal sealed record Line(string Item, decimal Price);

        internal sealed record Receipt(string Text);

        {{attributes}}internal sealed partial class Json : JsonSerializerContext;

        {{JsonContexts.Rest("Json")}}
        """;
}
