using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaq.Generators.Tests;

/// <summary>C# that is compiled with or without the generator.</summary>
internal sealed class Compiled
{
    /// <summary>The implicit usings of the test project.</summary>
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Language = CSharpParseOptions.Default.WithFeatures([new("InterceptorsNamespaces", "Streaq.Generated")]);

    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly Properties _properties;

    private Compiled(Compilation compilation, Properties properties, GeneratorDriverRunResult? run) =>
        (Compilation, _properties, Run) = (compilation, properties, run);

    public Compilation Compilation { get; }

    /// <summary>The run of the generator; <see langword="null"/> without it.</summary>
    public GeneratorDriverRunResult? Run { get; }

    /// <summary>The generated code; empty for none.</summary>
    public string Generated => Run?.GeneratedTrees is [var tree] ? tree.ToString() : "";

    /// <summary>The number of calls that were replaced.</summary>
    public int Replaced => Generated.Split("[global::System.Runtime.CompilerServices.InterceptsLocationAttribute(").Length - 1;

    /// <summary>Returns the diagnostics of calls that were not replaced.</summary>
    public async Task<IReadOnlyList<string>> ReportedAsync()
    {
        var rules = Compilation.WithAnalyzers([new UnboundHandlerAnalyzer()], new AnalyzerOptions([], _properties));
        return [.. (await rules.GetAnalyzerDiagnosticsAsync()).Select(diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage()}")];
    }

    public static Compiled Without(params string[] sources) => new(Compile(sources), new Properties(), run: null);

    public static Compiled With(params string[] sources) => With(new Properties(), sources);

    public static Compiled With(Properties properties, params string[] sources) => With(properties, Compile(sources));

    public static Compiled With(Properties properties, CSharpCompilation source)
    {
        var driver = Driver(properties).RunGeneratorsAndUpdateCompilation(source, out var compilation, out _);
        return new(compilation, properties, driver.GetRunResult());
    }

    public static GeneratorDriver Driver(Properties properties) => CSharpGeneratorDriver.Create(
        [new BindingGenerator().AsSourceGenerator()],
        parseOptions: Language,
        optionsProvider: properties,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        $"compiled-{Guid.NewGuid():N}",
        [.. sources.Prepend(Usings).Select((source, index) => CSharpSyntaxTree.ParseText(source, Language, $"/source/{index}.cs", System.Text.Encoding.UTF8))],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Fails on warnings as well: a user's build may treat them as errors.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream();
        var emitted = Compilation.Emit(image);
        Assert.DoesNotContain(emitted.Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        return Assembly.Load(image.ToArray());
    }

    /// <summary>The properties of a project that the generator can read.</summary>
    internal sealed class Properties(params (string Name, string Value)[] set) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(set);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values((string Name, string Value)[] set) : AnalyzerConfigOptions
        {
            private readonly Dictionary<string, string> _all = set.Prepend(("StreaqGenerateBindings", "true"))
                .GroupBy(property => property.Item1).ToDictionary(same => $"build_property.{same.Key}", same => same.Last().Item2);

            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => _all.TryGetValue(key, out value);
        }
    }
}
