using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ001 and STRQ002: a delegate that <c>Map</c> or <c>Cron</c> refuses, by the rules of <c>DelegateBinder</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class HandlerFitAnalyzer : StreaqAnalyzer
{
    public const string FitId = "STRQ001";
    public const string OneArgumentId = "STRQ002";

    private static readonly DiagnosticDescriptor Fit = new(
        FitId,
        "The handler does not fit its task",
        "{0}",
        "Streaq",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Map and Cron throw an ArgumentException for a delegate whose parameters or result do not fit the task.",
        HelpLink.For(FitId));

    private static readonly DiagnosticDescriptor OneArgument = new(
        OneArgumentId,
        "Two parameters take the argument",
        "Parameters '{0}' and '{1}' both take the task's argument ({2}); a handler has one parameter of that type",
        "Streaq",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A task has one argument. Map throws an ArgumentException for a handler with two parameters of its type.",
        HelpLink.For(OneArgumentId));

    public HandlerFitAnalyzer() : base(Fit, OneArgument)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationAction(
            operation =>
            {
                if (MappedHandler.From((IInvocationOperation)operation.Operation, symbols) is { } handler)
                {
                    CheckParameters(operation, handler, symbols);
                    CheckResult(operation, handler, symbols);
                }
            },
            OperationKind.Invocation);

    private static void CheckParameters(OperationAnalysisContext context, MappedHandler handler, KnownSymbols symbols)
    {
        IParameterSymbol? payload = null;
        var isRefused = false;
        foreach (var parameter in handler.Method.Parameters)
        {
            if (parameter.RefKind is not RefKind.None)
            {
                isRefused = true;
                context.ReportDiagnostic(Diagnostic.Create(
                    Fit,
                    handler.LocationOf(parameter),
                    $"Parameter '{parameter.Name}' is passed by reference, which a handler can't have"));
            }
            else if (handler.Argument is not null && symbols.Types.AreSame(parameter.Type, handler.Argument))
            {
                if (payload is not null)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        OneArgument, handler.LocationOf(parameter), payload.Name, parameter.Name, Shown(handler.Argument)));
                }

                payload ??= parameter;
            }
        }

        if (!isRefused && payload is null && MeantForArgument(handler, symbols) is { } meant)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Fit,
                handler.LocationOf(meant),
                $"No parameter takes the task's argument ({Shown(handler.Argument!)}), and '{meant.Name}' is of the type "
                + $"{Shown(meant.Type)}; give it that very type"));
        }
    }

    /// <summary>Finds a parameter that would be resolved as a service, but was meant for the argument.</summary>
    private static IParameterSymbol? MeantForArgument(MappedHandler handler, KnownSymbols symbols) =>
        handler.Argument is null || RuntimeTypes.IsOpen(handler.Argument) || KnownSymbols.Is(handler.Argument, symbols.NoArgument)
        || handler.Method.Parameters.Any(parameter => RuntimeTypes.IsOpen(parameter.Type))
            ? null
            : handler.Method.Parameters.FirstOrDefault(parameter =>
                !KnownSymbols.Is(parameter.Type, symbols.CancellationToken)
                && (parameter.Type.IsValueType || parameter.Type.SpecialType is SpecialType.System_String
                    || symbols.Types.IsAssignable(parameter.Type, handler.Argument)));

    private static void CheckResult(OperationAnalysisContext context, MappedHandler handler, KnownSymbols symbols)
    {
        if (!HandlerResult.Fits(handler.Method, handler.Result, symbols))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Fit,
                handler.Location,
                $"The handler returns {Shown(handler.Method.ReturnType)}, but the task's result is "
                + (handler.Result is null
                    ? "none: return void, Task or ValueTask"
                    : $"{Shown(handler.Result)}: return it, or a Task or ValueTask of it")));
        }
    }

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
}
