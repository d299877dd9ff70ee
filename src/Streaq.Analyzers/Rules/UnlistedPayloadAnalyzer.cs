using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ005: arguments and results that the application's <c>JsonSerializerContext</c> does not list.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnlistedPayloadAnalyzer : StreaqAnalyzer
{
    public const string Id = "STRQ005";

    /// <summary>The property of a diagnostic that has the types to list, as code, one on each line.</summary>
    public const string Types = "types";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "A context does not list a payload",
        "{0} does not list what tasks have as argument or result: {1}",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "With StreaqOptions.JsonContext nothing is found by reflection: what the context does not list can be neither enqueued nor run. "
        + "Silent where the project adds several queues, or a context whose type is not known.",
        HelpLink.For(Id));

    public UnlistedPayloadAnalyzer() : base(Rule)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        // Lazy, since only the few projects that set the option need them.
        var hasOneQueue = new Lazy<bool>(() => QueueCount.Of(context.Compilation) == 1);
        var payloads = new Lazy<IReadOnlyList<ITypeSymbol>>(() => DeclaredPayloads.In(context.Compilation, symbols));
        context.RegisterOperationAction(
            operation =>
            {
                if (JsonOption.Context((IPropertyReferenceOperation)operation.Operation, symbols) is { Type: INamedTypeSymbol type }
                    && JsonOption.IsContext(type, symbols) && hasOneQueue.Value)
                {
                    Check(operation, type, payloads.Value);
                }
            },
            OperationKind.PropertyReference);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol type, IReadOnlyList<ITypeSymbol> payloads)
    {
        var listed = new ListedTypes(type);
        var missing = payloads.Where(payload => !listed.Contains(payload) && !IsOfStreaq(payload)).ToList();
        if (missing.Count > 0)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                context.Operation.Syntax.GetLocation(),
                type.Locations.Where(location => location.IsInSource),
                Fixable([.. missing.Where(payload => CanBeNamed(payload, type, context.Compilation))]),
                type.Name,
                Joined(missing, ", ", SymbolDisplayFormat.CSharpErrorMessageFormat)));
        }
    }

    private static ImmutableDictionary<string, string?> Fixable(IReadOnlyCollection<ITypeSymbol> types) => types.Count == 0
        ? ImmutableDictionary<string, string?>.Empty
        : ImmutableDictionary<string, string?>.Empty.Add(Types, Joined(types, "\n", SymbolDisplayFormat.FullyQualifiedFormat));

    /// <summary>Whether code of the context may name a type. It may not name a private type of another class or a file-local one.</summary>
    private static bool CanBeNamed(ITypeSymbol type, INamedTypeSymbol context, Compilation compilation) => type switch
    {
        IArrayTypeSymbol array => CanBeNamed(array.ElementType, context, compilation),
        INamedTypeSymbol named => !named.IsFileLocal && compilation.IsSymbolAccessibleWithin(named.OriginalDefinition, context)
            && (named.ContainingType is null || CanBeNamed(named.ContainingType, context, compilation))
            && named.TypeArguments.All(argument => CanBeNamed(argument, context, compilation)),
        _ => false,
    };

    /// <summary>Whether the payload is the progress of a group, for which Streaq has its own JSON contract.</summary>
    private static bool IsOfStreaq(ITypeSymbol payload) =>
        payload is { Name: "GroupProgress", ContainingNamespace: { Name: "Streaq", ContainingNamespace.IsGlobalNamespace: true } };

    private static string Joined(IEnumerable<ITypeSymbol> types, string separator, SymbolDisplayFormat format) =>
        string.Join(separator, types.Select(type => type.ToDisplayString(format)));
}
