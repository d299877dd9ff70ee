using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Analyzers.Tests.Support;

/// <summary>
/// Applications of a few lines each, analyzed and run. All are one compilation, each in a file and a namespace of its own: compiling,
/// analyzing and loading them one by one takes many times as much processor time.
/// </summary>
internal sealed class CompiledApplications
{
    private const string Namespace = "Case";

    private readonly IReadOnlyList<string> _cases;
    private readonly Lazy<Task<ILookup<string, string>>> _reported;
    private readonly Lazy<Assembly> _loaded;

    private CompiledApplications(IReadOnlyList<string> cases, CSharpCompilation compilation, byte[]? library, DiagnosticAnalyzer[] rules)
    {
        _cases = cases;
        _reported = new(() => ReportedAsync(compilation, rules));
        _loaded = new(() => Loaded(compilation, library));
    }

    /// <summary>Creates one application per case; <paramref name="source"/> has its statement and the types that it needs.</summary>
    public static CompiledApplications Of(
        IEnumerable<string> cases, Func<string, (string Statement, string Types)> source, params DiagnosticAnalyzer[] rules)
    {
        string[] all = [.. cases];
        string[] sources = [.. Files(all, source), ApplicationCode.Payloads];
        return new(all, Library(References.All, sources), library: null, rules);
    }

    /// <summary>Like <c>Of</c>, with the types for payloads in a library, of which a compiler sees the public parts.</summary>
    public static CompiledApplications OverALibrary(
        IEnumerable<string> cases, Func<string, (string Statement, string Types)> source, params DiagnosticAnalyzer[] rules)
    {
        string[] all = [.. cases];
        var library = ApplicationCode.Emitted(Library(References.All, ApplicationCode.PublicPayloads));
        ImmutableArray<MetadataReference> references = [.. References.All, MetadataReference.CreateFromImage(library)];
        return new(all, Library(references, [.. Files(all, source)]), library, rules);
    }

    /// <summary>Returns the ids of the rules that report a case.</summary>
    public async Task<IReadOnlyList<string>> ReportedAsync(string one) => [.. (await _reported.Value)[ApplicationCode.Path(IndexOf(one))]];

    /// <summary>Returns the exception of registration or start for a case; <see langword="null"/> for none.</summary>
    public async Task<Exception?> RefusalAsync(string one)
    {
        var application = _loaded.Value.GetType($"{Namespace}{IndexOf(one)}.Application")!;
        var register = application.GetMethod("Register")!.CreateDelegate<Action<StreaqBuilder>>();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore()).AddWorker();
        try
        {
            register(streaq);
            using var host = builder.Build();
            await host.StartAsync();
            await host.StopAsync();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or PayloadLossException)
        {
            return e;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("is not a registered service", StringComparison.Ordinal))
        {
            // Not a mistake that the rules look for: no compiler knows the registered services.
            return null;
        }
    }

    private static async Task<ILookup<string, string>> ReportedAsync(CSharpCompilation compilation, DiagnosticAnalyzer[] rules)
    {
        var reported = await ApplicationCode.ReportedAsync(compilation, rules);

        // A report outside of all cases would count for none of them.
        Assert.All(reported, one => Assert.Contains($"namespace {Namespace}", one.Location.SourceTree?.ToString()));
        return reported.ToLookup(one => one.Location.SourceTree!.FilePath, one => one.Id);
    }

    private static Assembly Loaded(CSharpCompilation compilation, byte[]? library)
    {
        var context = new AssemblyLoadContext(name: null);
        var other = library is null ? null : context.LoadFromStream(new MemoryStream(library));
        context.Resolving += (_, name) => name.Name == other?.GetName().Name ? other : null;
        return context.LoadFromStream(new MemoryStream(ApplicationCode.Emitted(compilation)));
    }

    private static CSharpCompilation Library(IEnumerable<MetadataReference> references, params string[] sources) =>
        ApplicationCode.Compile(OutputKind.DynamicallyLinkedLibrary, references, sources);

    private static IEnumerable<string> Files(IEnumerable<string> cases, Func<string, (string Statement, string Types)> source) =>
        [.. cases.Select((one, index) => Application(index, source(one))), ApplicationCode.Support];

    private static string Application(int index, (string Statement, string Types) code) => $$"""
        {{ApplicationCode.Usings}}
        namespace {{Namespace}}{{index}};
        public static class Application { public static void Register(StreaqBuilder streaq) { {{code.Statement}} } }
        {{code.Types}}
        """;

    private int IndexOf(string one) => _cases.Index().Single(pair => pair.Item == one).Index;
}
