using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Streaq.Generators.Tests;

public sealed class BindingGeneratorTests
{
    private const string Two = """
        using Streaq;

        public static class Program
        {
            public static readonly TaskDefinition<int, string> Text = new("text");

            public static void Add(StreaqBuilder streaq)
            {
                streaq.Map(Text, (int x) => "a");
                streaq.Map(Text, (int x) => "b");
                streaq.Map(Text, (int y) => "c");
            }
        }
        """;

    [Fact]
    public void Calls_ThatAreAlike_ShareTheirCode()
    {
        var compiled = Compiled.With(Two);

        Assert.Equal(3, compiled.Replaced);
        // Code is not shared if parameter names differ, since messages have these names.
        Assert.Equal(2, compiled.Generated.Split("internal static global::Streaq.TaskMapping<").Length - 1);
    }

    [Fact]
    public void Code_WithoutACall_IsNotGenerated() => Assert.Empty(Compiled.With("public static class Program;").Run!.GeneratedTrees);

    [Fact]
    public async Task Calls_OfOtherClassesWithTheSameName_AreLeft()
    {
        var compiled = Compiled.With(
            new Compiled.Properties(("PublishAot", "true")),
            """
            public sealed class StreaqBuilder
            {
                public void Map(int task, Delegate handler) { }

                public void Add() => Map(1, () => { });

                public static void Add(StreaqBuilder streaq) => streaq.Map(1, () => { });
            }
            """);

        Assert.Empty(compiled.Run!.GeneratedTrees);
        Assert.Empty(await compiled.ReportedAsync());
    }

    [Fact]
    public void Switch_ThatIsOff_LeavesAllCalls() =>
        Assert.Empty(Compiled.With(new Compiled.Properties(("StreaqGenerateBindings", "false")), Two).Run!.GeneratedTrees);

    [Fact]
    public async Task Calls_WhereStreaqHasAnAliasAlone_AreLeft()
    {
        var compilation = Compiled.Compile("extern alias queue;\n" + Two.Replace("using Streaq;", "using queue::Streaq;"));
        var streaq = compilation.References.Single(reference => reference.Display == typeof(StreaqBuilder).Assembly.Location);
        compilation = compilation.ReplaceReference(streaq, streaq.WithAliases(["queue"]));

        var compiled = Compiled.With(new Compiled.Properties(("PublishAot", "true")), compilation);

        Assert.DoesNotContain(compiled.Compilation.GetDiagnostics(), diagnostic => diagnostic.Severity is DiagnosticSeverity.Error);
        Assert.Equal(3, (await compiled.ReportedAsync()).Count);
    }

    [Fact]
    public void Calls_WithATypeOfTwoReferences_AreLeft()
    {
        const string Shop = "namespace Shops { public sealed class Shop; public static class Handlers { public static string Handle(int x, Shop? shop) => \"\"; } }";
        var other = Compiled.Compile("namespace Shops { public sealed class Shop; }").ToMetadataReference();
        var compilation = Compiled.Compile(Two.Replace("(int y) => \"c\"", "Shops.Handlers.Handle"))
            .AddReferences(Compiled.Compile(Shop).ToMetadataReference(), other);

        var compiled = Compiled.With(new Compiled.Properties(), compilation);

        Assert.DoesNotContain(compiled.Compilation.GetDiagnostics(), diagnostic => diagnostic.Severity is DiagnosticSeverity.Error);
        Assert.Equal(2, compiled.Replaced);
        Assert.Equal(3, Compiled.With(new Compiled.Properties(), compilation.ReplaceReference(other, other.WithAliases(["other"]))).Replaced);
    }

    [Fact]
    public void Edit_ElsewhereInTheProject_RegeneratesNothing()
    {
        var compilation = Compiled.Compile(Two, "public static class Other;");
        var driver = Compiled.Driver(new Compiled.Properties()).RunGenerators(compilation);

        var edited = compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees[^1],
            CSharpSyntaxTree.ParseText("public static class Other { public static int Number; }", (CSharpParseOptions)compilation.SyntaxTrees[^1].Options));
        driver = driver.RunGenerators(edited);

        var result = Assert.Single(driver.GetRunResult().Results);
        Assert.All(
            result.TrackedSteps[BindingGenerator.Calls].SelectMany(step => step.Outputs),
            output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.All(
            result.TrackedOutputSteps.SelectMany(steps => steps.Value).SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }
}
