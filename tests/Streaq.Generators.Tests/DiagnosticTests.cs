using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Streaq.Generators.Tests;

/// <summary>In a project that is trimmed or for native AOT, a handler that is bound at run time is reported where it is mapped.</summary>
public sealed class DiagnosticTests
{
    private const string Start = """
        using System;
        using System.Threading.Tasks;
        using Microsoft.Extensions.DependencyInjection;
        using Streaq;

        public static class Tasks
        {
            public static readonly TaskDefinition<int, string> Text = new("text");
        }


        """;

    [Theory]
    [InlineData("PublishAot")]
    [InlineData("IsAotCompatible")]
    [InlineData("PublishTrimmed")]
    [InlineData("IsTrimmable")]
    public Task Handler_InAVariable_IsReported(string property) => RunAsync(
        """
        public static class Program
        {
            public static void Add(StreaqBuilder streaq, Delegate handler) => streaq.{|#0:Map|}(Tasks.Text, handler);
        }
        """,
        property,
        Told("write the lambda or the name of the method in the call itself"));

    [Fact]
    public Task Handler_OfASchedule_IsReported() => RunAsync(
        """
        public static class Program
        {
            public static void Add(StreaqBuilder streaq, Action handler) => streaq.{|#0:Cron|}("a", "@daily", handler);
        }
        """,
        "PublishAot",
        Told("write the lambda or the name of the method in the call itself"));

    [Fact]
    public Task Handler_OfAPrivateType_IsReported() => RunAsync(
        """
        public static class Program
        {
            public static void Add(StreaqBuilder streaq) => streaq.{|#0:Map|}(Tasks.Text, (int x, Shop shop) => "");

            private sealed class Shop;
        }
        """,
        "PublishAot",
        Told("'Program.Shop' can't be named outside of where it is declared; make it internal or public"));

    [Fact]
    public Task Handler_OfATypeParameter_IsReported() => RunAsync(
        """
        public static class Program
        {
            public static void Add<T>(StreaqBuilder streaq) where T : class => streaq?.{|#0:Map|}(Tasks.Text, (int x, T shop) => "");
        }
        """,
        "PublishAot",
        Told("it depends on the type parameter 'T'; map the task where the type is known"));

    [Fact]
    public Task Handler_ThatIsVirtual_IsReported() => RunAsync(
        """
        public class Program
        {
            public virtual string Handle(int x) => "";

            public void Add(StreaqBuilder streaq) => streaq.{|#0:Map|}(Tasks.Text, Handle);
        }
        """,
        "PublishAot",
        Told("'Handle' is virtual, and what overrides it may declare its parameters otherwise; pass a lambda that calls it"));

    [Fact]
    public Task Handler_WhoseKeyIsMadeAtRunTime_IsReported() => RunAsync(
        """
        public sealed class NorthAttribute() : FromKeyedServicesAttribute("north");

        public class Program
        {
            public void Add(StreaqBuilder streaq) => streaq.{|#0:Map|}(Tasks.Text, ([North] Program p) => "");
        }
        """,
        "PublishAot",
        Told("the attribute 'NorthAttribute' of parameter 'p' makes its key when the application runs; use [FromKeyedServices]"));

    [Fact]
    public Task Handler_UnderAPragma_IsNotReported() => RunAsync(
        """
        public static class Program
        {
        #pragma warning disable STRQ101
            public static void Add(StreaqBuilder streaq, Delegate handler) => streaq.Map(Tasks.Text, handler);
        #pragma warning restore STRQ101
        }
        """,
        "PublishAot");

    [Fact]
    public Task Handler_OfAMethodThatRequiresUnreferencedCode_IsNotReported() => RunAsync(
        """
        public static class Program
        {
            [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode("binds by reflection")]
            public static void Add(StreaqBuilder streaq, Delegate handler) => streaq.Map(Tasks.Text, handler);
        }
        """,
        "PublishAot");

    [Fact]
    public Task Handler_OfATypeThatIsObsoleteAsAnError_IsReported() => RunAsync(
        """
        [Obsolete("gone", error: true)]
        public sealed class Shop
        {
            public sealed class Desk;
        }

        [Obsolete("goes")]
        public static class Program
        {
            public static void Add(StreaqBuilder streaq) => streaq.{|#0:Map|}(Tasks.Text, (int x, Shop.Desk desk) => "");
        }
        """,
        "PublishAot",
        Told("'Shop.Desk' is obsolete, and the compiler refuses code that names it; use another type"));

    [Fact]
    public Task Handlers_ThatAreBound_AreNotReported() => RunAsync(
        """
        public static class Program
        {
            public static void Add(StreaqBuilder streaq) => streaq.Map(Tasks.Text, (int x) => "");
        }
        """,
        "PublishAot");

    [Fact]
    public Task Handler_InAProjectThatIsNotForAot_IsNotReported() => RunAsync(
        """
        public static class Program
        {
            public static void Add(StreaqBuilder streaq, Delegate handler) => streaq.Map(Tasks.Text, handler);
        }
        """,
        property: "Nullable");

    [Fact]
    public Task Handler_WhereTheGeneratorIsOff_IsNotReported() => RunAsync(
        """
        public static class Program
        {
            public static void Add(StreaqBuilder streaq, Delegate handler) => streaq.Map(Tasks.Text, handler);
        }
        """,
        "PublishAot = true\nbuild_property.StreaqGenerateBindings");

    private static DiagnosticResult Told(string obstacle) =>
        new DiagnosticResult("STRQ101", DiagnosticSeverity.Warning).WithLocation(0)
            .WithMessage($"This handler is bound at run time, which native AOT and trimming break: {obstacle}");

    private static async Task RunAsync(string source, string property, params DiagnosticResult[] told)
    {
        var isOn = !property.Contains("StreaqGenerateBindings");
        var test = new Test
        {
            TestCode = Start + source,
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            // Generated code names the call by a checksum. Other tests check what the code does.
            TestBehaviors = TestBehaviors.SkipGeneratedSourcesCheck,
        };
        test.TestState.AdditionalReferences.AddRange(Compiled.References);
        test.TestState.AnalyzerConfigFiles.Add((
            "/.globalconfig",
            $"is_global = true\n{(isOn ? "build_property.StreaqGenerateBindings = true\n" : "")}build_property.{property} = {(isOn ? "true" : "false")}\n"));
        test.ExpectedDiagnostics.AddRange(told);
        await test.RunAsync();
    }

    private sealed class Test : CSharpSourceGeneratorTest<BindingGenerator, DefaultVerifier>
    {
        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [new UnboundHandlerAnalyzer()];

        protected override ParseOptions CreateParseOptions() =>
            ((CSharpParseOptions)base.CreateParseOptions()).WithLanguageVersion(LanguageVersion.Latest)
                .WithFeatures([new("InterceptorsNamespaces", "Streaq.Generated")]);
    }
}
