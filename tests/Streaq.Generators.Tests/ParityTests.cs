using System.Reflection;

namespace Streaq.Generators.Tests;

/// <summary>The same source behaves the same with the generator and without: values, required services, errors.</summary>
public sealed class ParityTests
{
    private static readonly string[] Sources = [Read("Shapes.cs"), Read("Mistakes.cs"), Read("Unseen.cs")];

    private static readonly Lazy<Assembly> With = new(() => Compiled.With(Sources).Load());

    private static readonly Lazy<Assembly> Without = new(() => Compiled.Without(Sources).Load());

    public static TheoryData<string> Shapes => NamesIn(nameof(Shapes));

    public static TheoryData<string> Mistakes => NamesIn(nameof(Mistakes));

    public static TheoryData<string> Unseen => NamesIn(nameof(Unseen));

    [Theory]
    [MemberData(nameof(Shapes))]
    public Task Shape_Bound_BehavesAsUnbound(string shape) => CompareAsync(nameof(Shapes), shape);

    [Theory]
    [MemberData(nameof(Unseen))]
    public Task Shape_ThatTheGeneratorDoesNotSee_BehavesAsWithoutIt(string shape) => CompareAsync(nameof(Unseen), shape);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_OfAHandler_IsRefusedAsWithoutTheGenerator(string shape) =>
        Assert.Contains("(Parameter 'handler')", await CompareAsync(nameof(Mistakes), shape));

    [Fact]
    public async Task Shapes_All_AreReplaced()
    {
        var compiled = Compiled.With(new Compiled.Properties(("PublishAot", "true")), Read("Shapes.cs"));

        Assert.Empty(await compiled.ReportedAsync());
        // One of the shapes maps twice.
        Assert.Equal(Shapes.Count + 1, compiled.Replaced);
    }

    [Fact]
    public async Task Mistakes_All_AreLeft()
    {
        var compiled = Compiled.With(new Compiled.Properties(("PublishAot", "true")), Read("Mistakes.cs"));

        Assert.Equal("", compiled.Generated);
        // Another analyzer reports them.
        Assert.Empty(await compiled.ReportedAsync());
    }

    [Fact]
    public async Task Unseen_All_AreReported()
    {
        var compiled = Compiled.With(new Compiled.Properties(("PublishAot", "true")), Read("Unseen.cs"));

        Assert.Equal("", compiled.Generated);
        Assert.Equal(Unseen.Count, (await compiled.ReportedAsync()).Count);
    }

    private static async Task<string> CompareAsync(string type, string shape)
    {
        var (with, without) = (await RunAsync(With.Value, type, shape), await RunAsync(Without.Value, type, shape));

        Assert.Equal(without, with);
        return with;
    }

    private static Task<string> RunAsync(Assembly assembly, string type, string shape) =>
        (Task<string>)assembly.GetType($"Streaq.Generators.Tests.{type}")!.GetMethod(shape)!.Invoke(null, [new Rig()])!;

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Shapes", file));

    private static TheoryData<string> NamesIn(string type) =>
    [
        .. Without.Value.GetType($"Streaq.Generators.Tests.{type}", throwOnError: true)!
            .GetMethods(BindingFlags.Static | BindingFlags.Public).Select(method => method.Name),
    ];
}
